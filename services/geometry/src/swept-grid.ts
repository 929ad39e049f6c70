import type { Mesh, Vector } from './mesh.js';

export interface GridSize {
  /** Steps around the hole of the body. */
  readonly around: number;
  /** Steps along the closed profile. */
  readonly along: number;
}

/**
 * A closed surface like a torus: a closed profile that runs once around a hole. `pointAt(i, j)` returns the
 * points of the grid. With the hole's axis upwards, `i` runs counter-clockwise around it. `j` runs along the
 * profile: outwards below, upwards outside, inwards above. Then the surface faces outwards.
 */
export function sweptGrid({ around, along }: GridSize, pointAt: (i: number, j: number) => Vector): Mesh {
  const positions = new Float32Array(around * along * 3);
  const triangles = new Uint32Array(around * along * 6);
  const vertex = (i: number, j: number) => (i % around) * along + (j % along);
  for (let i = 0; i < around; i++)
    for (let j = 0; j < along; j++) {
      positions.set(pointAt(i, j), vertex(i, j) * 3);
      const a = vertex(i, j);
      const b = vertex(i + 1, j);
      const c = vertex(i + 1, j + 1);
      const d = vertex(i, j + 1);
      triangles.set([a, b, c, a, c, d], a * 6);
    }
  return { positions, triangles };
}

/** @throws {RangeError} names the first value that is not a number within the limits. */
export function requireWithin(values: Readonly<Record<string, number>>, min: number, max: number): void {
  for (const [name, value] of Object.entries(values))
    if (!(value >= min && value <= max))
      throw new RangeError(`${name} must be between ${min} and ${max}, but is ${value}.`);
}

/** @throws {RangeError} names the first value that is not a whole number within the limits. */
export function requireWhole(values: Readonly<Record<string, number>>, min: number, max: number): void {
  requireWithin(values, min, max);
  for (const [name, value] of Object.entries(values))
    if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number, but is ${value}.`);
}
