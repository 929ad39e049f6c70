/** A period in microseconds; `to` is never before `from`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A period with its position on the axis, from 0 (left end) to 1 (right end). */
export interface Piece extends Stretch {
  readonly left: number;
  readonly right: number;
  /** Nothing happened in it, so it is drawn shorter than to scale. */
  readonly folded: boolean;
}

/** Maps time to a position on an axis. The mapping is linear within each piece and never decreases. */
export interface TimeScale {
  readonly pieces: readonly Piece[];
  /** Position of an instant; instants outside the scale map to its ends. */
  place(instant: number): number;
}

export interface FoldOptions {
  /** Period that the axis must cover, even if nothing happens at its ends. */
  readonly span: Stretch;
  /** Periods of activity, in any order; they may overlap. */
  readonly activity: readonly Stretch[];
  /** Longer gaps are folded. Microseconds. */
  readonly foldLonger: number;
  /** Weight of a piece, in any unit. Its share of the sum is its share of the axis. */
  readonly weigh: (piece: Stretch & { readonly folded: boolean }) => number;
}

/** A linear scale: each second takes the same space. */
export function straightScale(span: Stretch): TimeScale {
  return scaleOf([{ ...span, left: 0, right: 1, folded: false }]);
}

/** A scale with little space for long gaps in the activity. */
export function foldedScale({ span, activity, foldLonger, weigh }: FoldOptions): TimeScale {
  const cut = cutAtGaps(span, merged(activity), foldLonger);
  const weights = cut.map(weigh);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) {
    return straightScale(span);
  }
  let used = 0;
  const pieces = cut.map((piece, index) => {
    const left = used / total;
    used += weights[index] ?? 0;
    return { ...piece, left, right: index === cut.length - 1 ? 1 : used / total };
  });
  return scaleOf(pieces);
}

/** Overlapping and adjacent periods joined, by start. */
export function merged(stretches: readonly Stretch[]): Stretch[] {
  const sorted = [...stretches].sort((one, other) => one.from - other.from);
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
    } else {
      joined.push({ from, to });
    }
  }
  return joined;
}

function cutAtGaps(span: Stretch, busy: readonly Stretch[], foldLonger: number) {
  const cut: { from: number; to: number; folded: boolean }[] = [];
  let from = span.from;
  let quietSince = span.from;
  const fold = (until: number) => {
    if (until - quietSince <= foldLonger) {
      return;
    }
    if (quietSince > from) {
      cut.push({ from, to: quietSince, folded: false });
    }
    cut.push({ from: quietSince, to: until, folded: true });
    from = until;
  };
  for (const stretch of busy) {
    fold(Math.min(stretch.from, span.to));
    quietSince = Math.min(Math.max(quietSince, stretch.to), span.to);
  }
  fold(span.to);
  if (from < span.to || cut.length === 0) {
    cut.push({ from, to: span.to, folded: false });
  }
  return withPoints(cut);
}

/** Inserts a piece of zero length between two adjacent folds: the event there needs visible space. */
function withPoints(cut: readonly (Stretch & { folded: boolean })[]) {
  return cut.flatMap((piece, index) => {
    const follows = piece.folded && cut[index - 1]?.folded === true;
    return follows ? [{ from: piece.from, to: piece.from, folded: false }, piece] : [piece];
  });
}

function scaleOf(pieces: readonly Piece[]): TimeScale {
  return {
    pieces,
    place: (instant) => {
      const piece = pieces[pieceAt(pieces, instant)];
      if (piece === undefined) {
        return 0;
      }
      const length = piece.to - piece.from;
      const part = length <= 0 ? 0.5 : Math.min(1, Math.max(0, (instant - piece.from) / length));
      return piece.left + part * (piece.right - piece.left);
    },
  };
}

/** Last piece that begins at or before the instant. Pieces follow each other without gaps. */
function pieceAt(pieces: readonly Piece[], instant: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.from ?? 0) <= instant) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
