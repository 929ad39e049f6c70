import { requireWhole, requireWithin } from './swept-grid.js';

export type Point = readonly [x: number, y: number];

export type PendantShape = 'disc' | 'heart' | 'star' | 'hexagon' | 'drop';

/** A pendant's outline, counter-clockwise, and the centre of its hole. */
export interface Outline {
  readonly points: readonly Point[];
  readonly hole: Point;
}

/** An outline of the given width, with about `segments` points. */
export function outlineOf(shape: PendantShape, widthMm: number, segments: number): Outline {
  requireWithin({ widthMm }, 0.01, 10_000);
  requireWhole({ segments }, 12, 100_000);
  const { points, hole } = unitOutlines[shape](segments);
  const xs = points.map(([x]) => x);
  const scale = widthMm / (Math.max(...xs) - Math.min(...xs));
  const scaled = ([x, y]: Point): Point => [x * scale, y * scale];
  return { points: points.map(scaled), hole: scaled(hole) };
}

const unitOutlines: Record<PendantShape, (segments: number) => Outline> = {
  disc: (segments) => ({ points: around(segments, (t) => [Math.cos(t), Math.sin(t)]), hole: [0, 0.7] }),
  heart: (segments) => ({ points: around(segments, heart), hole: [0, 0] }),
  drop: (segments) => ({ points: around(segments, drop), hole: [0, 0.75] }),
  star: (segments) => ({ points: sided(corners(10, [1, 0.5]), segments), hole: [0, 0.2] }),
  hexagon: (segments) => ({ points: sided(corners(6, [1]), segments), hole: [0, 0.6] }),
};

function around(count: number, at: (angle: number) => Point): Point[] {
  return Array.from({ length: count }, (_, i) => at((2 * Math.PI * i) / count));
}

function heart(t: number): Point {
  const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
  return [-16 * Math.sin(t) ** 3, y];
}

/** A circle with a pointed top. */
function drop(t: number): Point {
  const sharpness = Math.max(0, Math.sin(t)) ** 6;
  return [Math.cos(t) * (1 - 0.25 * sharpness), Math.sin(t) + 0.6 * sharpness];
}

/** Corners at equal angles, the first on top. Their distances from the centre alternate. */
function corners(count: number, distances: readonly number[]): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = Math.PI / 2 + (2 * Math.PI * i) / count;
    const distance = distances[i % distances.length] ?? 1;
    return [distance * Math.cos(angle), distance * Math.sin(angle)];
  });
}

/** The polygon with its sides divided, so that it has about `segments` points. */
function sided(polygon: readonly Point[], segments: number): Point[] {
  const parts = Math.max(1, Math.round(segments / polygon.length));
  return polygon.flatMap(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length] ?? [x, y];
    return Array.from({ length: parts }, (_, k): Point => [
      x + ((nextX - x) * k) / parts,
      y + ((nextY - y) * k) / parts,
    ]);
  });
}
