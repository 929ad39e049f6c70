import type { RetentionReport, RetentionRequest } from '@ordertrace/store';
import type { RetentionJob } from '../engine/retention-engine.js';
import { orderRuleKey } from '../rewriting/order-rules.js';
import type { StoreThread } from './store-thread.js';
import { withProgress } from './with-progress.js';

/** Runs the contract's `retain` in the store's thread. */
export async function retainBy(thread: StoreThread, request: RetentionRequest): Promise<RetentionReport> {
  const job = await jobOf(request);
  return withProgress(
    () => thread.call('retain', job),
    () => thread.call('retentionProgress', undefined),
    request.onProgress,
  );
}

async function jobOf(request: RetentionRequest): Promise<RetentionJob> {
  const { rules, technicalBeforeNanos, dryRun, leastShare } = request;
  let keys = new BigUint64Array(1024);
  let length = 0;
  const gone: (readonly [string, string, number])[] = [];
  for await (const [order, rule] of request.orders) {
    if (length === keys.length) {
      const larger = new BigUint64Array(length * 2);
      larger.set(keys);
      keys = larger;
    }
    keys[length++] = orderRuleKey(order, rule);
    if (rules[rule]?.keep === 'nothing') gone.push([order.tenantId, order.orderId, rule]);
  }
  return {
    rules: rules.map(({ name, keep }) => ({ name, keep })),
    keys: keys.slice(0, length).sort(),
    gone,
    technicalBefore: technicalBeforeNanos,
    dryRun,
    leastShare: leastShare ?? 0,
  };
}
