/**
 * A surface of triangles. Triangle `t` has the corners `triangles[3t]`, `[3t+1]`, `[3t+2]`, counter-clockwise
 * seen from outside. Corner `v` is at `positions[3v]`, `[3v+1]`, `[3v+2]`, in millimetres, in the precision
 * of STL. Equal positions share one index, so that edges can be matched.
 */
export interface Mesh {
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
}

/** A point or a direction: x, y, z. */
export type Vector = readonly [x: number, y: number, z: number];

export interface BoundingBox {
  readonly min: Vector;
  readonly max: Vector;
}

export function facetCount(mesh: Mesh): number {
  return mesh.triangles.length / 3;
}

export function boxSize(box: BoundingBox): Vector {
  return [box.max[0] - box.min[0], box.max[1] - box.min[1], box.max[2] - box.min[2]];
}
