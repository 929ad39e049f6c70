import { facetCount, type Mesh } from './mesh.js';

/** Sound meshes with deliberate flaws, like those of customers' files: for demonstrations and tests. */

/** Removes the first `count` facets, which leaves a hole. */
export function opened(mesh: Mesh, count = 1): Mesh {
  return { ...mesh, triangles: mesh.triangles.slice(3 * count) };
}

/** Turns all facets inwards. */
export function insideOut(mesh: Mesh): Mesh {
  return withTurnedFacets(mesh, facetCount(mesh));
}

/** Turns the first `count` facets the wrong way. */
export function withTurnedFacets(mesh: Mesh, count = 1): Mesh {
  const triangles = mesh.triangles.slice();
  for (let i = 0; i < 3 * count && i + 2 < triangles.length; i += 3)
    triangles.subarray(i + 1, i + 3).reverse();
  return { ...mesh, triangles };
}

/** Adds `count` facets without area; the surface stays closed. */
export function withDegenerateFacets(mesh: Mesh, count: number): Mesh {
  const triangles = new Uint32Array(mesh.triangles.length + 3 * count);
  triangles.set(mesh.triangles);
  for (let i = 0; i < count; i++) {
    const from = mesh.triangles[(3 * i) % mesh.triangles.length] ?? 0;
    const to = mesh.triangles[(3 * i + 1) % mesh.triangles.length] ?? 0;
    triangles.set([from, from, to], mesh.triangles.length + 3 * i);
  }
  return { ...mesh, triangles };
}

/** Flattens the mesh into the plane z = 0: still closed, but without volume. */
export function flattened(mesh: Mesh): Mesh {
  return { ...mesh, positions: mesh.positions.map((value, i) => (i % 3 === 2 ? 0 : value)) };
}
