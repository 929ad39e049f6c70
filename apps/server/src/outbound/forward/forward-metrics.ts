import type { Position, Positions } from '@ordertrace/store';
import { Counter, Gauge, type Registry } from 'prom-client';

/** The counters of one forwarding target. */
export interface ForwardMetrics {
  readonly forwarded: (signal: 'traces' | 'logs', taken: number, rejected: number) => void;
  /** `reason` is one of a few; `detail` has optional details for people. */
  readonly failed: (reason: string, detail?: string) => void;
  /** Everything before this position is done. */
  readonly reached: (position: Position) => void;
}

/** Creates the counters of each target. */
export function forwardMetrics(positions: Positions, registry: Registry): (target: string) => ForwardMetrics {
  const registers = [registry];
  const reached = new Map<string, Position>();
  const taken = new Counter({
    name: 'ordertrace_forwarded_records_total',
    help: 'Records that a target has taken',
    labelNames: ['target', 'signal'],
    registers,
  });
  const rejected = new Counter({
    name: 'ordertrace_forward_rejected_records_total',
    help: 'Records that a target refused for good',
    labelNames: ['target', 'signal'],
    registers,
  });
  const failures = new Counter({
    name: 'ordertrace_forward_failures_total',
    help: 'Requests to a target that it did not take, by reason; most are sent again',
    labelNames: ['target', 'reason'],
    registers,
  });
  const lag = new Gauge({
    name: 'ordertrace_forward_lag_commits',
    help: 'Commits of the store that a target has not got yet',
    labelNames: ['target'],
    registers,
    collect: async (): Promise<void> => {
      const latest = await positions.latest();
      for (const [target, position] of reached) lag.set({ target }, positions.distance(position, latest));
    },
  });
  return (target) => ({
    forwarded: (signal, count, refused) => {
      taken.inc({ target, signal }, count);
      rejected.inc({ target, signal }, refused);
    },
    failed: (reason) => {
      failures.inc({ target, reason });
    },
    reached: (position) => {
      reached.set(target, position);
    },
  });
}
