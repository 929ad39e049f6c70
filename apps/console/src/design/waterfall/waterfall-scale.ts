import { foldedScale, straightScale, type Stretch, type TimeScale } from '../fold-scale.js';
import { microsPerSecond } from '../instant.js';

/** Linear scale of a single trace. */
export function traceScale(rows: readonly Stretch[]): TimeScale {
  return straightScale(around(rows));
}

/**
 * Scale of many traces that are weeks apart. The time between bursts is folded. A burst's space grows with
 * the cube root of its length, so that a second is still visible beside half an hour.
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
