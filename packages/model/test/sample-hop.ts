import type { Hop, HopEnd, OrderError, OrderKnowledge } from '@ordertrace/model';
import { at, minute, ref } from './sample-flow.js';

export const start = at('2026-11-23T08:00:00Z');

export function end(service: string, timeNanos = start, rest: Partial<HopEnd> = {}): HopEnd {
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    service,
    name: 'send',
    timeNanos,
    statusCode: 'OK',
    ...rest,
  };
}

/** A message from the shop to the MES, lost unless `rest` says otherwise. */
export function hop(rest: Partial<Hop> = {}): Hop {
  return {
    kind: 'message',
    destination: 'orders.submitted',
    state: 'broken',
    certainty: 'likely',
    from: end('shop-api'),
    resent: [],
    to: [],
    missing: ['mes-api'],
    dueNanos: start + 5n * minute,
    orders: [ref],
    ...rest,
  };
}

/** A failed operation of the MES, with another span as its cause. */
export function orderError(rest: Partial<OrderError> = {}): OrderError {
  return {
    ...{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), service: 'mes-api', name: 'process orders' },
    ...{ timeNanos: start, firstNanos: start, tries: 1, dueNanos: start + minute, isCall: false },
    cause: {
      ...{
        traceId: 'c'.repeat(32),
        spanId: 'e'.repeat(16),
        service: 'database',
        name: 'INSERT',
        statusCode: 'ERROR',
      },
    },
    ...rest,
  };
}

export function knowing(rest: Partial<OrderKnowledge> = {}): OrderKnowledge {
  return { events: [], hops: [], work: [], errors: [], ...rest };
}
