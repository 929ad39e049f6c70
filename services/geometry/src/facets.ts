import type { Mesh, Vector } from './mesh.js';

export function cornerAt(mesh: Mesh, facet: number, corner: number): Vector {
  return positionOf(mesh, mesh.triangles[3 * facet + corner] ?? 0);
}

export function positionOf(mesh: Mesh, vertex: number): Vector {
  const at = 3 * vertex;
  return [mesh.positions[at] ?? NaN, mesh.positions[at + 1] ?? NaN, mesh.positions[at + 2] ?? NaN];
}

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Length 1, pointing outwards. Zero for a facet without area. */
export function facetNormal(mesh: Mesh, facet: number): Vector {
  const a = cornerAt(mesh, facet, 0);
  const normal = cross(minus(cornerAt(mesh, facet, 1), a), minus(cornerAt(mesh, facet, 2), a));
  const length = Math.hypot(...normal);
  return length > 0 && Number.isFinite(length)
    ? [normal[0] / length, normal[1] / length, normal[2] / length]
    : [0, 0, 0];
}
