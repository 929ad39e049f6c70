import { foldedScale, straightScale, type Stretch, type TimeScale } from '../fold-scale.js';
import { microsPerSecond } from '../instant.js';

/** The scale of a single trace: straight. */
export function traceScale(rows: readonly Stretch[]): TimeScale {
  return straightScale(around(rows));
}

/**
 * The scale of many traces that lie weeks apart: the time between bursts of work is folded, and a burst's
 * room grows with the cube root of its length, so that a second is still seen beside half an hour.
 */
export function joinedScale(rows: readonly Stretch[]): TimeScale {
  return foldedScale({
    span: around(rows),
    activity: rows,
    foldLonger: microsPerSecond,
    weigh: ({ from, to, folded }) =>
      folded ? foldedRoom : Math.cbrt((to - from + leastBurst) / microsPerSecond),
  });
}

const foldedRoom = 0.3;
const leastBurst = microsPerSecond / 4;

function around(rows: readonly Stretch[]): Stretch {
  let from = Infinity;
  let to = -Infinity;
  for (const row of rows) {
    from = Math.min(from, row.from);
    to = Math.max(to, row.to);
  }
  return from === Infinity ? { from: 0, to: 0 } : { from, to };
}
