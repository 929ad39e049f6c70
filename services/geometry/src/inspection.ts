import { edgeBalance } from './edges.js';
import { boundingBox, measureFacet, middleOf } from './measure.js';
import { facetCount, type BoundingBox, type Mesh } from './mesh.js';
import { invertedShells, shellsOf } from './shells.js';
import { StableSum } from './sum.js';

/** Reason why a mesh is not a body that can be made. `count` is the number of facets, edges or shells. */
export type MeshFlaw =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not_finite'; readonly count: number }
  | { readonly kind: 'not_closed'; readonly count: number }
  | { readonly kind: 'inconsistent_orientation'; readonly count: number }
  | { readonly kind: 'no_volume' }
  | { readonly kind: 'inside_out'; readonly count: number };

export interface MeshMeasures {
  readonly facets: number;
  /** Facets without area. They do not harm a closed surface, but many of them indicate a broken export. */
  readonly degenerateFacets: number;
  readonly shells: number;
  readonly volumeMm3: number;
  readonly surfaceMm2: number;
  readonly boundingBox: BoundingBox;
}

export type MeshInspection =
  | { readonly sound: true; readonly measures: MeshMeasures }
  | { readonly sound: false; readonly flaws: readonly [MeshFlaw, ...MeshFlaw[]] };

/**
 * Checks whether the mesh is the surface of a body: finite, closed, all facets turned outwards. Returns its
 * measures if so, else all flaws, the gravest first.
 */
export function inspectMesh(mesh: Mesh): MeshInspection {
  const box = boundingBox(mesh);
  if (!box) return { sound: false, flaws: [{ kind: 'empty' }] };
  const notFinite = facetsNotFinite(mesh);
  if (notFinite > 0) return { sound: false, flaws: [{ kind: 'not_finite', count: notFinite }] };
  const [first, ...more] = edgeFlaws(mesh);
  if (first) return { sound: false, flaws: [first, ...more] };
  const { volumeMm3, surfaceMm2, degenerateFacets } = sums(mesh, box);
  if (Math.abs(volumeMm3) <= smallestVolume(box)) return { sound: false, flaws: [{ kind: 'no_volume' }] };
  const shells = shellsOf(mesh, box);
  const inverted = invertedShells(shells);
  if (inverted > 0 || volumeMm3 < 0)
    return { sound: false, flaws: [{ kind: 'inside_out', count: Math.max(inverted, 1) }] };
  return {
    sound: true,
    measures: {
      facets: facetCount(mesh),
      degenerateFacets,
      shells: shells.length,
      volumeMm3,
      surfaceMm2,
      boundingBox: box,
    },
  };
}

function edgeFlaws(mesh: Mesh): MeshFlaw[] {
  const edges = edgeBalance(mesh);
  const flaws: MeshFlaw[] = [];
  if (edges.open > 0) flaws.push({ kind: 'not_closed', count: edges.open });
  if (edges.misoriented > 0) flaws.push({ kind: 'inconsistent_orientation', count: edges.misoriented });
  return flaws;
}

/** Largest volume that rounding alone can give to a flat mesh. */
function smallestVolume({ min, max }: BoundingBox): number {
  const diagonal = Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  return diagonal ** 3 * 1e-12;
}

function sums(mesh: Mesh, box: BoundingBox) {
  const origin = middleOf(box);
  const volume = new StableSum();
  const surface = new StableSum();
  let degenerateFacets = 0;
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    const { areaMm2, signedVolumeMm3 } = measureFacet(mesh, facet, origin);
    volume.add(signedVolumeMm3);
    surface.add(areaMm2);
    if (areaMm2 === 0) degenerateFacets++;
  }
  return { volumeMm3: volume.value(), surfaceMm2: surface.value(), degenerateFacets };
}

function facetsNotFinite({ positions, triangles }: Mesh): number {
  if (positions.every(Number.isFinite)) return 0;
  const isFinite = (vertex: number) =>
    [0, 1, 2].every((axis) => Number.isFinite(positions[3 * vertex + axis]));
  let count = 0;
  for (let i = 0; i + 2 < triangles.length; i += 3)
    if (!triangles.subarray(i, i + 3).every(isFinite)) count++;
  return count;
}
