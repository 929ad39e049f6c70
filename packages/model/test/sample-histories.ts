import type { FlowStep, OrderHistory } from '@ordertrace/model';

export const milli = 1_000_000n;

/**
 * A step from its short form `activity@time`, times in milliseconds: `A@5-10` is an interval, `A@5~10` a live step at 10
 * with work from 5. The service is the activity's first letter in lower case, unless given after a slash: `A/mes@5`.
 */
function stepOf(text: string): FlowStep {
  const [, activity = '', service = '', begin = '', sign = '', end = ''] =
    /^([^/@]+)(?:\/([^@]+))?@(\d+)(?:([-~])(\d+))?$/.exec(text) ?? [];
  const beginNanos = BigInt(begin) * milli;
  const work = sign === '-' ? { startNanos: beginNanos } : sign === '~' ? { workNanos: beginNanos } : {};
  return {
    activity,
    service: service || activity.slice(0, 1).toLowerCase(),
    resource: '',
    ...work,
    timeNanos: end === '' ? beginNanos : BigInt(end) * milli,
  };
}

/** @example history('1', 'A@0 B@10', { open: true }) // order 1 entered A, and 10 ms later B, where it still is */
export function history(orderId: string, steps: string, rest: Partial<OrderHistory> = {}): OrderHistory {
  return {
    orderId,
    tenantId: 'acme',
    flow: 'sample',
    source: 'live',
    open: false,
    steps: steps.split(' ').map(stepOf),
    ...rest,
  };
}

export function ref(orderId: string): { readonly tenantId: string; readonly orderId: string } {
  return { tenantId: 'acme', orderId };
}
