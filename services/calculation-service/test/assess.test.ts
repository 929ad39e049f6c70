import { describe, expect, it } from 'vitest';
import {
  flattened,
  insideOut,
  inspectMesh,
  opened,
  pendantMesh,
  ringMesh,
  scaled,
  withDegenerateFacets,
  withTurnedFacets,
  type Mesh,
} from '@ordertrace/geometry';
import { assess } from '../src/domain/assess.js';
import { waxPrinter } from '../src/domain/machine.js';

const ring = ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 2 });
const assessed = (mesh: Mesh) => assess(inspectMesh(mesh), waxPrinter);

describe('a model', () => {
  it.each([
    ['a ring', ring],
    [
      'a pendant',
      pendantMesh({ shape: 'heart', widthMm: 20, thicknessMm: 2, holeDiameterMm: 1.5, domeMm: 1 }),
    ],
    ['a model with a few facets without area', withDegenerateFacets(ring, 10)],
  ])('can be made: %s', (_, mesh) => {
    expect(assessed(mesh)).toMatchObject({ printable: true, model: { facets: mesh.triangles.length / 3 } });
  });

  it.each([
    ['has holes', opened(ring), 'model_not_closed', /holes/],
    ['is inside out', insideOut(ring), 'model_inside_out', /inside out/],
    ['is partly inside out', withTurnedFacets(ring, 3), 'model_inside_out', /face inwards/],
    ['is flat', flattened(ring), 'model_degenerate', /flat/],
    [
      'is empty',
      { positions: new Float32Array(0), triangles: new Uint32Array(0) },
      'model_empty',
      /no shape/,
    ],
    ['is broken', withDegenerateFacets(ring, 4000), 'model_degenerate', /no area/],
    ['is too large', scaled(ring, 25.4), 'model_too_large', /533 × 533 × 102 mm.*145 × 145 × 180 mm/],
    ['was drawn in metres', scaled(ring, 0.001), 'model_too_small', /0\.021 × 0\.021 × 0\.004 mm/],
    ['has no numbers', { ...ring, positions: ring.positions.map(() => NaN) }, 'model_unreadable', /numbers/],
  ])('is refused in words the customer understands when it %s', (_, mesh, code, reason) => {
    expect(assessed(mesh)).toMatchObject({
      printable: false,
      rejection: { code, reason: expect.stringMatching(reason) },
    });
  });
});
