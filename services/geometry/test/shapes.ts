import type { Mesh } from '@ordertrace/geometry';

/** Volume 1/6, closed, facing outwards. */
export const tetrahedron: Mesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
};

export function* bytesInPieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** The same facets, sorted by `keys`. */
export function reordered(mesh: Mesh, keys: readonly number[]): Mesh {
  const facets = Array.from({ length: mesh.triangles.length / 3 }, (_, i) => i);
  const key = (facet: number) => (keys[facet % keys.length] ?? 0) + ((facet * 7919) % 104_729);
  facets.sort((a, b) => key(a) - key(b));
  return {
    ...mesh,
    triangles: Uint32Array.from(facets.flatMap((i) => [...mesh.triangles.slice(3 * i, 3 * i + 3)])),
  };
}
