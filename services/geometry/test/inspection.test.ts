import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  flattened,
  insideOut,
  inspectMesh,
  merged,
  opened,
  outlineOf,
  pendantMesh,
  plateMesh,
  readStl,
  ringMesh,
  rotated,
  scaled,
  surfaceOf,
  translated,
  volumeOf,
  withDegenerateFacets,
  withTurnedFacets,
  writeStl,
  type Mesh,
} from '@ordertrace/geometry';
import { reordered, tetrahedron } from './shapes.js';

const mm = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const rings = fc
  .record({
    innerDiameterMm: mm(5, 25),
    bandWidthMm: mm(0.5, 12),
    thicknessMm: mm(0.5, 5),
    signetMm: mm(0, 4),
    waves: fc.record({ count: fc.nat(12), heightMm: mm(0, 2) }),
    profile: fc.constantFrom('round' as const, 'flat' as const, 'court' as const, 'knife' as const),
    segments: fc.integer({ min: 12, max: 60 }),
    profileSegments: fc.integer({ min: 4, max: 24 }),
  })
  .map(ringMesh);
const pendants = fc
  .record({
    shape: fc.constantFrom(
      'disc' as const,
      'heart' as const,
      'star' as const,
      'hexagon' as const,
      'drop' as const,
    ),
    widthMm: mm(12, 40),
    thicknessMm: mm(0.4, 6),
    holeDiameterMm: mm(0.4, 1.5),
    domeMm: mm(0, 4),
    rings: fc.integer({ min: 1, max: 6 }),
    segments: fc.integer({ min: 12, max: 100 }),
  })
  .map(pendantMesh);
const meshes: fc.Arbitrary<Mesh> = fc.oneof(rings, pendants);
const angle = mm(-Math.PI, Math.PI);

function flawsOf(mesh: Mesh): string[] {
  const inspection = inspectMesh(mesh);
  return inspection.sound ? [] : inspection.flaws.map((flaw) => flaw.kind);
}

describe('every mesh we make', () => {
  it('is closed, faces outwards and has a volume, also once written and read', async () => {
    await fc.assert(
      fc.asyncProperty(meshes, async (mesh) => {
        const read = (await readStl([writeStl(mesh, 'binary')])).mesh;
        for (const one of [mesh, read])
          expect(inspectMesh(one)).toMatchObject({ sound: true, measures: { shells: 1 } });
        expect(volumeOf(read)).toBeGreaterThan(0);
      }),
    );
  });

  it('keeps volume and surface when its facets are reordered', () => {
    fc.assert(
      fc.property(meshes, fc.array(fc.nat(), { minLength: 1 }), (mesh, keys) => {
        const other = reordered(mesh, keys);
        expect(volumeOf(other) / volumeOf(mesh)).toBeCloseTo(1, 12);
        expect(surfaceOf(other) / surfaceOf(mesh)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('keeps volume and surface, to the precision of STL, when it is turned', () => {
    fc.assert(
      fc.property(meshes, fc.tuple(angle, angle, angle), (mesh, angles) => {
        const other = rotated(mesh, angles);
        expect(volumeOf(other) / volumeOf(mesh)).toBeCloseTo(1, 5);
        expect(surfaceOf(other) / surfaceOf(mesh)).toBeCloseTo(1, 5);
        expect(inspectMesh(other).sound).toBe(true);
      }),
    );
  });
});

describe('a spoilt mesh', () => {
  it('is found out, whatever was sound about it before', () => {
    fc.assert(
      fc.property(meshes, fc.integer({ min: 1, max: 5 }), (mesh, count) => {
        expect(flawsOf(opened(mesh, count))).toContain('not_closed');
        expect(flawsOf(insideOut(mesh))).toEqual(['inside_out']);
        expect(flawsOf(withTurnedFacets(mesh, count))).toEqual(['inconsistent_orientation']);
        expect(flawsOf(flattened(mesh))).toEqual(['no_volume']);
      }),
    );
  });

  it('is found out when a coordinate is no number', () => {
    const positions = tetrahedron.positions.slice();
    positions[4] = NaN;
    expect(inspectMesh({ ...tetrahedron, positions })).toEqual({
      sound: false,
      flaws: [{ kind: 'not_finite', count: 3 }],
    });
  });

  it('is found out when it has no facet', () => {
    expect(flawsOf({ positions: new Float32Array(0), triangles: new Uint32Array(0) })).toEqual(['empty']);
  });

  it('counts facets without area, which do no harm by themselves', () => {
    const inspection = inspectMesh(withDegenerateFacets(tetrahedron, 3));
    expect(inspection).toMatchObject({ sound: true, measures: { facets: 7, degenerateFacets: 3 } });
  });
});

describe('several bodies in one file', () => {
  const big = scaled(tetrahedron, 10);

  it('add up', () => {
    const both = merged([big, translated(tetrahedron, [20, 0, 0])]);
    expect(inspectMesh(both)).toMatchObject({ sound: true, measures: { shells: 2 } });
    expect(volumeOf(both)).toBeCloseTo(1001 / 6, 4);
  });

  it('may be cavities', () => {
    const hollow = merged([big, insideOut(translated(tetrahedron, [1, 1, 1]))]);
    expect(inspectMesh(hollow)).toMatchObject({ sound: true, measures: { shells: 2 } });
    expect(volumeOf(hollow)).toBeCloseTo(999 / 6, 4);
  });

  it('are refused when one of them is inside out', () => {
    expect(flawsOf(merged([big, insideOut(translated(tetrahedron, [20, 0, 0]))]))).toEqual(['inside_out']);
  });
});

describe('known bodies', () => {
  it('measures a torus as the formula does', () => {
    const torus = ringMesh({
      innerDiameterMm: 16,
      bandWidthMm: 4,
      thicknessMm: 4,
      profile: 'round',
      segments: 720,
      profileSegments: 360,
    });
    expect(volumeOf(torus)).toBeCloseTo(2 * Math.PI ** 2 * 10 * 4, 0);
    expect(surfaceOf(torus)).toBeCloseTo(4 * Math.PI ** 2 * 10 * 2, 0);
  });

  it('keeps its digits far from the origin', () => {
    const far = translated(scaled(tetrahedron, 64), [65_536, -131_072, 65_536]);
    expect(volumeOf(far)).toBeCloseTo(64 ** 3 / 6, 6);
  });

  it('finds the box', () => {
    expect(inspectMesh(tetrahedron)).toMatchObject({
      measures: { boundingBox: { min: [0, 0, 0], max: [1, 1, 1] } },
    });
  });
});

describe('options that make no body', () => {
  it('are named', () => {
    expect(() => ringMesh({ innerDiameterMm: 0, bandWidthMm: 1, thicknessMm: 1 })).toThrow(/innerDiameterMm/);
    expect(() => ringMesh({ innerDiameterMm: 9, bandWidthMm: 1, thicknessMm: NaN })).toThrow(/thicknessMm/);
    expect(() => ringMesh({ innerDiameterMm: 9, bandWidthMm: 1, thicknessMm: 1, segments: 4.5 })).toThrow(
      /segments/,
    );
    expect(() => pendantMesh({ shape: 'disc', widthMm: 4, thicknessMm: 1, holeDiameterMm: 3 })).toThrow(
      /holeDiameterMm/,
    );
    const { points } = outlineOf('star', 20, 40);
    expect(() => plateMesh({ points, hole: [9, 9] }, { thicknessMm: 1, holeDiameterMm: 1 })).toThrow(
      /outline/,
    );
  });
});
