import type { ForwardMetrics } from './forward-metrics.js';

/** How forwarding to one target goes, since the server started. */
export interface ForwardStatus {
  readonly name: string;
  /** Everything up to this commit has been taken on; absent before its first step. */
  readonly reached: bigint | undefined;
  readonly taken: number;
  readonly rejected: number;
  readonly failures: number;
  readonly lastTakenMs: number | undefined;
  readonly lastFailedMs: number | undefined;
  /** Why it took nothing when last asked; absent where it did. */
  readonly reason: string | undefined;
}

/** Metrics that also remember how the target does. */
export function watchedMetrics(
  name: string,
  metrics: ForwardMetrics,
): { readonly metrics: ForwardMetrics; readonly status: () => ForwardStatus } {
  let status: ForwardStatus = {
    name,
    ...{ taken: 0, rejected: 0, failures: 0, reached: undefined },
    ...{ lastTakenMs: undefined, lastFailedMs: undefined, reason: undefined },
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
      failed: (reason) => {
        metrics.failed(reason);
        status = { ...status, failures: status.failures + 1, lastFailedMs: Date.now(), reason };
      },
      reached: (commit) => {
        metrics.reached(commit);
        status = { ...status, reached: commit };
      },
    },
  };
}
