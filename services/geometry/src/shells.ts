import { measureFacet, middleOf } from './measure.js';
import { facetCount, type BoundingBox, type Mesh } from './mesh.js';
import { positionOf } from './facets.js';

/** A connected part of the surface. */
export interface Shell {
  readonly volumeMm3: number;
  readonly box: BoundingBox;
}

/** Parts of the surface that are connected by their vertices. */
export function shellsOf(mesh: Mesh, box: BoundingBox): Shell[] {
  const roots = rootsOf(mesh);
  const shells = new Map<number, { volumeMm3: number; min: number[]; max: number[] }>();
  const origin = middleOf(box);
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    const root = roots[mesh.triangles[3 * facet] ?? 0] ?? 0;
    let shell = shells.get(root);
    if (!shell) {
      shell = { volumeMm3: 0, min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
      shells.set(root, shell);
    }
    shell.volumeMm3 += measureFacet(mesh, facet, origin).signedVolumeMm3;
    for (let corner = 0; corner < 3; corner++) extend(shell, mesh, mesh.triangles[3 * facet + corner] ?? 0);
  }
  return Array.from(shells.values(), ({ volumeMm3, min, max }) => ({
    volumeMm3,
    box: {
      min: [min[0] ?? 0, min[1] ?? 0, min[2] ?? 0],
      max: [max[0] ?? 0, max[1] ?? 0, max[2] ?? 0],
    },
  }));
}

/**
 * Number of shells with a negative volume that are not inside another shell: parts turned inside out. A shell
 * inside another one is a cavity, which is correct.
 */
export function invertedShells(shells: readonly Shell[]): number {
  const solid = shells.filter((shell) => shell.volumeMm3 > 0);
  return shells.filter(
    (shell) => shell.volumeMm3 < 0 && !solid.some((outer) => encloses(outer.box, shell.box)),
  ).length;
}

function encloses(outer: BoundingBox, inner: BoundingBox): boolean {
  return (
    outer.min[0] < inner.min[0] &&
    outer.min[1] < inner.min[1] &&
    outer.min[2] < inner.min[2] &&
    outer.max[0] > inner.max[0] &&
    outer.max[1] > inner.max[1] &&
    outer.max[2] > inner.max[2]
  );
}

function extend(shell: { min: number[]; max: number[] }, mesh: Mesh, vertex: number): void {
  positionOf(mesh, vertex).forEach((value, axis) => {
    if (value < (shell.min[axis] ?? 0)) shell.min[axis] = value;
    if (value > (shell.max[axis] ?? 0)) shell.max[axis] = value;
  });
}

/** For each vertex, the vertex that represents its whole shell (union-find, path halving). */
function rootsOf(mesh: Mesh): Uint32Array {
  const parents = Uint32Array.from({ length: mesh.positions.length / 3 }, (_, vertex) => vertex);
  const find = (vertex: number): number => {
    let at = vertex;
    for (;;) {
      const parent = parents[at] ?? at;
      if (parent === at) return at;
      const grandparent = parents[parent] ?? parent;
      parents[at] = grandparent;
      at = grandparent;
    }
  };
  const { triangles } = mesh;
  for (let i = 0; i + 2 < triangles.length; i += 3) {
    const root = find(triangles[i] ?? 0);
    parents[find(triangles[i + 1] ?? 0)] = root;
    parents[find(triangles[i + 2] ?? 0)] = root;
  }
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = find(vertex);
  return parents;
}
