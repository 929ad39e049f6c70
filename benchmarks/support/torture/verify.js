import { foldOrder, hopSpanOf, orderKnowledge, orderRefText } from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import { logKey, spanKey } from './acknowledged.js';

/** Findings, counted by kind, with the first few of each as text. */
export class Faults {
  #counts = new Map(
    ['lost', 'twice', 'never sent', 'event lost', 'event twice', 'state differs'].map((kind) => [kind, 0]),
  );

  add(kind, text) {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= 5) console.error(`${kind}: ${text}`);
  }

  get counts() {
    return [...this.#counts];
  }

  get total() {
    return this.counts.reduce((sum, [, count]) => sum + count, 0);
  }
}

/**
 * Verifies that the store has everything acknowledged exactly once and nothing else. Each order's saved state
 * must be equal to a complete fold.
 * @param {{ store: import('@ordertrace/store').Store, acknowledged: import('./acknowledged.js').Acknowledged,
 *   flow: import('@ordertrace/model').Flow, faults: Faults }} what
 */
export async function verify({ store, acknowledged, flow, faults }) {
  for (const order of acknowledged.orders.values()) {
    const found = await recordsOf(store, order.ref);
    compare(order, 'span', { expected: order.spans, found: found.spans.map(spanKey), faults });
    compare(order, 'log', { expected: order.logs, found: found.logs.map(logKey), faults });
    await verifyState({ store, order, spans: found.spans, flow, faults });
  }
  await verifyTotals({ store, acknowledged, faults });
}

async function recordsOf(store, ref) {
  for await (const records of store.recordsOfOrders([ref])) return records;
  throw new Error('The store returned no records of an order.');
}

/** @param {import('./acknowledged.js').AcknowledgedOrder} order */
function compare({ ref }, what, { expected, found, faults }) {
  const times = new Map();
  for (const key of found) times.set(key, (times.get(key) ?? 0) + 1);
  for (const key of expected) {
    const count = times.get(key) ?? 0;
    if (count === 0) faults.add('lost', `${what} ${key} of ${orderRefText(ref)}`);
    if (count > 1) faults.add('twice', `${what} ${key} of ${orderRefText(ref)}, ${count} times`);
    times.delete(key);
  }
  for (const key of times.keys()) faults.add('never sent', `${what} ${key} of ${orderRefText(ref)}`);
}

async function verifyState({ store, order, spans, flow, faults }) {
  const { ref, logs, firstNanos, lastNanos } = order;
  const events = await store.eventsOfOrders([ref]);
  if (events.length < logs.length)
    faults.add('event lost', `${orderRefText(ref)}: ${events.length} of ${logs.length}`);
  if (events.length > logs.length)
    faults.add('event twice', `${orderRefText(ref)}: ${events.length} of ${logs.length}`);
  const saved = await store.order(ref);
  const nowNanos = BigInt(Date.now()) * 1_000_000n;
  const knowledge = orderKnowledge({
    ref,
    spans: spans.map((span) => hopSpanOf(spanOf(span))),
    events,
    flow,
    receivers: new Map(),
    nowNanos,
  });
  const seen = { firstSeenNanos: firstNanos, lastSeenNanos: lastNanos };
  const folded = foldOrder({ ref, events, ...seen, flow, knowledge, nowNanos });
  if (saved === undefined) faults.add('state differs', `${orderRefText(ref)} has none`);
  else {
    const [one, other] = isPostponed(saved) ? [saved, folded].map(withoutVerdict) : [saved, folded];
    if (stateText(one) !== stateText(other))
      faults.add(
        'state differs',
        `${orderRefText(ref)}: saved ${stateText(one)}, folded ${stateText(other)}`,
      );
  }
}

/**
 * Whether the server will still judge the order. The times of this telemetry are past, so that it arrives as a backlog,
 * and a server postpones verdicts on what is absent while a backlog arrives.
 */
function isPostponed({ diagnosis, checkNanos }) {
  return diagnosis?.situation === 'on_track' && checkNanos !== undefined;
}

function withoutVerdict(state) {
  return { ...state, diagnosis: undefined };
}

/** A state without its version and the time of its next evaluation, which depends on the last one. */
function stateText(state) {
  const { diagnosis, ...rest } = state;
  const { situation, code, sinceNanos, owner } = diagnosis ?? {};
  const all = { ...rest, situation, code, sinceNanos, owner, checkNanos: undefined, version: undefined };
  const parts = Object.entries(all);
  return parts
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort()
    .join(' ');
}

async function verifyTotals({ store, acknowledged, faults }) {
  const { spans, logs, orders } = await store.statistics();
  const expected = { spans: acknowledged.spans, logs: acknowledged.logs, orders: acknowledged.orders.size };
  for (const [name, count] of Object.entries({ spans, logs, orders })) {
    const difference = count - expected[name];
    if (difference < 0) faults.add('lost', `${-difference} ${name} by the store's own count`);
    if (difference > 0) faults.add('twice', `${difference} ${name} by the store's own count`);
  }
}
