import {
  flattened,
  insideOut,
  opened,
  pendantMesh,
  ringMesh,
  scaled,
  writeStl,
  type Mesh,
} from '@ordertrace/geometry';
import type { Random } from '../random.js';

/** An STL file of a ring or pendant. */
export function inventModel(random: Random): Uint8Array {
  // Some modelling programs write text.
  return writeStl(inventMesh(random), random.chance(0.15) ? 'ascii' : 'binary');
}

/** Files that customers upload by mistake. Each kind is refused for a different reason. */
export function inventBadModel(random: Random): Uint8Array {
  const mesh = inventMesh(random);
  const kind = random.pick(['open', 'inside_out', 'too_large', 'flat', 'no_model'] as const);
  switch (kind) {
    case 'open':
      return writeStl(opened(mesh, random.whole(1, 12)), 'binary');
    case 'inside_out':
      return writeStl(insideOut(mesh), 'binary');
    case 'too_large':
      // Drawn in metres, or in inches that are read as millimetres.
      return writeStl(scaled(mesh, random.pick([25.4, 1000])), 'binary');
    case 'flat':
      return writeStl(flattened(mesh), 'binary');
    case 'no_model':
      return new TextEncoder().encode('PK\u0003\u0004 a zipped archive where a model was expected\n');
  }
}

function inventMesh(random: Random): Mesh {
  return random.chance(0.7) ? inventRing(random) : inventPendant(random);
}

function inventRing(random: Random): Mesh {
  const fine = random.chance(0.1);
  return ringMesh({
    innerDiameterMm: random.between(15, 21.5),
    bandWidthMm: random.between(2, 8),
    thicknessMm: random.between(1.2, 2.4),
    profile: random.pick(['round', 'flat', 'court', 'knife'] as const),
    segments: fine ? 320 : random.whole(72, 180),
    profileSegments: fine ? 64 : random.whole(16, 32),
    ...(random.chance(0.3)
      ? { waves: { count: random.whole(3, 18), heightMm: random.between(0.1, 0.6) } }
      : {}),
    ...(random.chance(0.2) ? { signetMm: random.between(0.5, 2) } : {}),
  });
}

function inventPendant(random: Random): Mesh {
  return pendantMesh({
    shape: random.pick(['disc', 'heart', 'star', 'hexagon', 'drop'] as const),
    widthMm: random.between(10, 32),
    thicknessMm: random.between(1, 3),
    holeDiameterMm: random.between(1, 1.6),
    domeMm: random.between(0, 0.8),
    segments: random.whole(64, 160),
  });
}
