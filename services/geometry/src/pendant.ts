import type { Mesh } from './mesh.js';
import { outlineOf, type Outline, type PendantShape, type Point } from './outline.js';
import { requireWhole, requireWithin, sweptGrid } from './swept-grid.js';

export interface PlateOptions {
  readonly thicknessMm: number;
  readonly holeDiameterMm: number;
  /** Height of the dome between hole and rim. */
  readonly domeMm?: number;
  /** Steps between hole and rim; a dome needs several. */
  readonly rings?: number;
}

export interface PendantOptions extends PlateOptions {
  readonly shape: PendantShape;
  readonly widthMm: number;
  /** Approximate number of points of the outline. */
  readonly segments?: number;
}

/**
 * A pendant in the xy plane, with a hole for the chain. The mesh is closed, faces outwards, and has about `4
 * × segments × (rings + 1)` facets.
 *
 * @throws {RangeError} names the invalid option, for example a hole that cuts through the rim.
 */
export function pendantMesh({ shape, widthMm, segments = 96, ...plate }: PendantOptions): Mesh {
  return plateMesh(outlineOf(shape, widthMm, segments), plate);
}

/**
 * An extruded polygon with a hole. A straight line must connect the hole's centre with every point of the
 * outline.
 *
 * @throws {RangeError} as `pendantMesh`.
 */
export function plateMesh(outline: Outline, options: PlateOptions): Mesh {
  const { thicknessMm, holeDiameterMm, domeMm = 0, rings = 4 } = options;
  requireWithin({ thicknessMm, holeDiameterMm }, 0.01, 10_000);
  requireWithin({ domeMm }, 0, 10_000);
  requireWhole({ rings }, 1, 10_000);
  const spokes = spokesOf(outline, holeDiameterMm / 2);
  return sweptGrid({ around: spokes.length, along: 2 * (rings + 1) }, (i, j) => {
    const isBelow = j <= rings;
    const outwards = (isBelow ? j : 2 * rings + 1 - j) / rings;
    const spoke = spokes[i] ?? { inner: [0, 0], outer: [0, 0] };
    const z = isBelow ? 0 : thicknessMm + domeMm * Math.sin(Math.PI * outwards);
    return [
      spoke.inner[0] + (spoke.outer[0] - spoke.inner[0]) * outwards,
      spoke.inner[1] + (spoke.outer[1] - spoke.inner[1]) * outwards,
      z,
    ];
  });
}

interface Spoke {
  readonly inner: Point;
  readonly outer: Point;
}

/** One spoke for each point of the outline: straight from the hole's edge to the point. */
function spokesOf({ points, hole }: Outline, holeRadiusMm: number): Spoke[] {
  const arms = points.map(([x, y]): Point => [x - hole[0], y - hole[1]]);
  arms.forEach(([x, y], i) => {
    const [nextX, nextY] = arms[(i + 1) % arms.length] ?? [x, y];
    const turn = x * nextY - y * nextX;
    if (!(turn > 0))
      throw new RangeError(`outline must be seen from the hole all around; point ${i} is not.`);
    if (Math.hypot(x, y) <= holeRadiusMm)
      throw new RangeError(`holeDiameterMm must leave some rim, but ${2 * holeRadiusMm} cuts through it.`);
  });
  return arms.map(([x, y]) => {
    const shorter = holeRadiusMm / Math.hypot(x, y);
    return {
      inner: [hole[0] + x * shorter, hole[1] + y * shorter],
      outer: [hole[0] + x, hole[1] + y],
    };
  });
}
