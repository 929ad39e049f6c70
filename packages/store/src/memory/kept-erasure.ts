import { isSameOrder, orderRefText, type OrderEvent, type OrderRef } from '@ordertrace/model';
import { blankBytes, blankText, needlesOf, type Needle } from '../blanking.js';
import type { SavedOrder, StoredLog, StoredSpan } from '../contract.js';
import { namesOrder } from '../naming.js';
import type { ErasureReport, ErasureRequest } from '../retention.js';
import type { KeptFacts } from './kept-facts.js';
import type { KeptProblems } from './kept-problems.js';
import type { KeptTelemetry } from './kept-telemetry.js';

export interface KeptContent {
  readonly kept: KeptTelemetry;
  readonly facts: KeptFacts;
  readonly problems: KeptProblems;
  readonly states: Map<string, SavedOrder>;
}

/** As the contract's `erase`. */
export function eraseIn(parts: KeptContent, { target, dryRun }: ErasureRequest): ErasureReport {
  if ('order' in target) return eraseOrders(parts, [target.order], dryRun);
  if ('traceId' in target) return eraseTrace(parts, target.traceId, dryRun);
  return eraseText(parts, target.matching, dryRun);
}

function eraseOrders(
  { kept, facts, problems, states }: KeptContent,
  orders: readonly OrderRef[],
  dryRun: boolean,
) {
  let count = { spans: 0, logs: 0, events: 0, orders: 0, facts: 0 };
  for (const order of orders) {
    const tenants = kept.tenantsOf(order.orderId);
    const isOnly = tenants.every((tenantId) => tenantId === '' || tenantId === order.tenantId);
    const own = (named: OrderRef) => (isOnly ? namesOrder(named, order) : isSameOrder(named, order));
    const traces = kept.tracesOfOrder(order);
    for (const { traceId, orders: named } of [...kept.spans, ...kept.logs])
      if (traceId !== undefined && named.some((one) => !namesOrder(one, order))) traces.delete(traceId);
    for (const event of kept.events)
      if (event.traceId !== undefined && !namesOrder(event, order)) traces.delete(event.traceId);
    const goes = ({ traceId, orders: named }: StoredSpan | StoredLog) =>
      (traceId !== undefined && traces.has(traceId)) || named.some(own);
    count = {
      spans: count.spans + kept.spans.filter(goes).length,
      logs: count.logs + kept.logs.filter(goes).length,
      events: count.events + kept.events.filter(own).length,
      orders: count.orders + 1,
      facts: count.facts + facts.ofOrder(order).length,
    };
    if (dryRun) continue;
    kept.keepOnly({ span: (span) => !goes(span), log: (log) => !goes(log) });
    kept.dropOrder(order, isOnly);
    states.delete(orderRefText(order));
    facts.dropOrder(order);
    problems.dropOrder(order);
  }
  return { ...count, refold: [] };
}

function eraseTrace({ kept }: KeptContent, traceId: string, dryRun: boolean): ErasureReport {
  const spans = kept.spans.filter((span) => span.traceId === traceId);
  const logs = kept.logs.filter((log) => log.traceId === traceId);
  const events = kept.events.filter((event) => event.traceId === traceId);
  const refold = new Map(
    events.map(({ tenantId, orderId }) => [`${tenantId}\n${orderId}`, { tenantId, orderId }]),
  );
  if (!dryRun)
    kept.keepOnly({
      span: (span) => span.traceId !== traceId,
      log: (log) => log.traceId !== traceId,
      event: (event) => event.traceId !== traceId,
    });
  const count = { spans: spans.length, logs: logs.length, events: events.length, orders: 0, facts: 0 };
  return { ...count, refold: [...refold.values()] };
}

function eraseText(parts: KeptContent, text: string, dryRun: boolean): ErasureReport {
  const { kept, facts, states } = parts;
  const needles = needlesOf(text);
  const holds = ({ tenantId, orderId }: OrderRef) => [tenantId, orderId].some((id) => id.includes(text));
  const named = new Map(kept.orders().map((order) => [orderRefText(order), order]));
  const whole = [...named.values(), ...states.values()].filter(holds);
  const orders = new Map(
    whole.map(({ tenantId, orderId }) => [orderRefText({ tenantId, orderId }), { tenantId, orderId }]),
  );
  const erased = eraseOrders(parts, [...orders.values()], dryRun);
  const blankSpan = (span: StoredSpan) => blankRecord(span, needles);
  const blankLog = (log: StoredLog) => blankRecord(log, needles);
  const blankEvent = (event: OrderEvent) => blankFields(event, needles);
  const changed = <T>(items: readonly T[], blank: (item: T) => T) =>
    items.filter((item) => blank(item) !== item);
  const events = changed(kept.events, blankEvent);
  const report = {
    ...erased,
    spans: erased.spans + changed(kept.spans, blankSpan).length,
    logs: erased.logs + changed(kept.logs, blankLog).length,
    events: erased.events + events.length,
    facts: erased.facts + facts.blank(needles, dryRun),
    refold: events.map(({ tenantId, orderId }) => ({ tenantId, orderId })),
  };
  if (!dryRun) {
    kept.change({ span: blankSpan, log: blankLog, event: blankEvent });
    for (const [key, state] of states) states.set(key, blankFields(state, needles));
    parts.problems.change((problem) => blankFields(problem, needles));
  }
  return report;
}

function blankRecord<T extends StoredSpan | StoredLog>(record: T, needles: readonly Needle[]): T {
  const bytes = {
    body: blankBytes(record.body, needles),
    resource: blankBytes(record.resource, needles),
    scope: blankBytes(record.scope, needles),
  };
  const { body, resource, scope } = record;
  const isSame = bytes.body === body && bytes.resource === resource && bytes.scope === scope;
  return blankFields(isSame ? record : { ...record, ...bytes }, needles);
}

/** The object with all texts in its own fields blanked. Without a match, the same object is returned. */
function blankFields<T extends object>(value: T, needles: readonly Needle[]): T {
  const changes = Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    if (typeof field !== 'string') return [];
    const blanked = blankText(field, needles);
    return blanked === field ? [] : [[key, blanked]];
  });
  return changes.length === 0 ? value : { ...value, ...(Object.fromEntries(changes) as Partial<T>) };
}
