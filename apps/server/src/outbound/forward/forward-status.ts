import type { Position } from '@ordertrace/store';
import type { ForwardMetrics } from './forward-metrics.js';

/** The health of one target since the start of the server. */
export interface ForwardStatus {
  readonly name: string;
  /** Everything before this position is done; absent before the first step. */
  readonly reached: Position | undefined;
  readonly taken: number;
  readonly rejected: number;
  readonly failures: number;
  readonly lastTakenMs: number | undefined;
  readonly lastFailedMs: number | undefined;
  /** Why the last request failed; absent after a success. */
  readonly reason: string | undefined;
}

/** Metrics that also update the status of the target. */
export function watchedMetrics(
  name: string,
  metrics: ForwardMetrics,
): { readonly metrics: ForwardMetrics; readonly status: () => ForwardStatus } {
  let status: ForwardStatus = {
    name,
    taken: 0,
    rejected: 0,
    failures: 0,
    reached: undefined,
    lastTakenMs: undefined,
    lastFailedMs: undefined,
    reason: undefined,
  };
  return {
    status: () => status,
    metrics: {
      forwarded: (signal, count, refused) => {
        metrics.forwarded(signal, count, refused);
        const { taken, rejected } = status;
        status = { ...status, taken: taken + count, rejected: rejected + refused, reason: undefined };
        if (count > 0) status = { ...status, lastTakenMs: Date.now() };
      },
      failed: (reason, detail = reason) => {
        metrics.failed(reason);
        const failures = status.failures + 1;
        status = { ...status, failures, lastFailedMs: Date.now(), reason: detail };
      },
      reached: (position) => {
        metrics.reached(position);
        status = { ...status, reached: position };
      },
    },
  };
}
