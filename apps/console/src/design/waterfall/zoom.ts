import type { Stretch, TimeScale } from '../fold-scale.js';

/** Margin at each side of the zoomed period, as a part of its length. */
const margin = 0.06;
/** Shortest zoomed period in microseconds: clocks are not finer. */
const shortest = 1;

/** Period for a closer look: with margins at its sides, within the whole axis. */
export function zoomTo({ from, to }: Stretch, whole: TimeScale): Stretch {
  const room = Math.max(shortest, (to - from) * margin);
  const first = whole.pieces[0]?.from ?? from;
  const last = whole.pieces.at(-1)?.to ?? to;
  return { from: Math.max(first, from - room), to: Math.min(last, to + room) };
}

/** Side of the visible period on which a whole row is; undefined if a part of it is visible. */
export function beyond({ from, to }: Stretch, { pieces }: TimeScale): 'before' | 'after' | undefined {
  if (to < (pieces[0]?.from ?? to)) {
    return 'before';
  }
  return from > (pieces.at(-1)?.to ?? from) ? 'after' : undefined;
}

/** Instant at a position of the axis, from 0 (left end) to 1. */
export function instantAt({ pieces }: TimeScale, place: number): number {
  const piece = pieces.find((each) => place <= each.right) ?? pieces.at(-1);
  if (piece === undefined || piece.right <= piece.left) {
    return piece?.from ?? 0;
  }
  const part = Math.max(0, place - piece.left) / (piece.right - piece.left);
  return piece.from + Math.min(1, part) * (piece.to - piece.from);
}
