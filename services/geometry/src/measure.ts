import { cornerAt, cross, dot, minus, positionOf } from './facets.js';
import { facetCount, type BoundingBox, type Mesh, type Vector } from './mesh.js';
import { StableSum } from './sum.js';

/** Undefined for a mesh without facets. Vertices without facets are ignored. */
export function boundingBox(mesh: Mesh): BoundingBox | undefined {
  if (mesh.triangles.length === 0) return undefined;
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const vertex of mesh.triangles) {
    const [x, y, z] = positionOf(mesh, vertex);
    if (x < min[0]) min[0] = x;
    if (y < min[1]) min[1] = y;
    if (z < min[2]) min[2] = z;
    if (x > max[0]) max[0] = x;
    if (y > max[1]) max[1] = y;
    if (z > max[2]) max[2] = z;
  }
  return { min, max };
}

export interface FacetMeasures {
  readonly areaMm2: number;
  /** Volume of the tetrahedron from the origin to the facet; negative if the facet faces the origin. */
  readonly signedVolumeMm3: number;
}

export function measureFacet(mesh: Mesh, facet: number, origin: Vector): FacetMeasures {
  const a = minus(cornerAt(mesh, facet, 0), origin);
  const b = minus(cornerAt(mesh, facet, 1), origin);
  const c = minus(cornerAt(mesh, facet, 2), origin);
  return {
    areaMm2: Math.hypot(...cross(minus(b, a), minus(c, a))) / 2,
    signedVolumeMm3: dot(a, cross(b, c)) / 6,
  };
}

/** Centre of the box. Volumes are summed from there, so that a part far from 0 keeps its precision. */
export function middleOf({ min, max }: BoundingBox): Vector {
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}

/** Enclosed volume in cubic millimetres; negative for a surface that is inside out. */
export function volumeOf(mesh: Mesh): number {
  const box = boundingBox(mesh);
  if (!box) return 0;
  const origin = middleOf(box);
  const sum = new StableSum();
  for (let facet = 0; facet < facetCount(mesh); facet++)
    sum.add(measureFacet(mesh, facet, origin).signedVolumeMm3);
  return sum.value();
}

/** Surface in square millimetres. */
export function surfaceOf(mesh: Mesh): number {
  const sum = new StableSum();
  for (let facet = 0; facet < facetCount(mesh); facet++)
    sum.add(measureFacet(mesh, facet, [0, 0, 0]).areaMm2);
  return sum.value();
}
