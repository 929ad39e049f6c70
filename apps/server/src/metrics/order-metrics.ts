import {
  millisFromNanos,
  nanosFromMillis,
  type EpochNanos,
  type Flows,
  type Hop,
  type OrderState,
  type Work,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { BoundedLabel } from './bounded-label.js';
import type { OrderObserver } from './observations.js';
import { Recent } from './recent.js';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const stageBuckets = [
  ...[minute, 5 * minute, 15 * minute, hour, 4 * hour, 12 * hour],
  ...[day, 2 * day, 3 * day, 5 * day, 7 * day, 14 * day, 30 * day],
];
const leadTimeBuckets = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90].map((days) => days * day);
const waitBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, minute, 5 * minute, 15 * minute, hour];
const workBuckets = [0.1, 0.5, 1, 5, 15, minute, 2 * minute, 5 * minute, 15 * minute, 30 * minute, hour];

/** Older events are late history, for example from an import, and must not affect current rates. */
const newsNanos = nanosFromMillis(day * 1000);

/** Evaluations repeat the hops and work of an order; so many are remembered, to count each once. */
const rememberedHops = 50_000;

/** Most stages, most queues and most kinds of work. */
const labelsAtMost = 100;

/** Least interval of the count queries, for any number of scrapers. */
const countsEveryMs = 1000;

export interface OrderMetricsOptions {
  readonly store: Pick<Store, 'countOrders'>;
  readonly registry: Registry;
  readonly now: () => EpochNanos;
  /** The active flows. */
  readonly flows: () => Flows;
}

/**
 * Orders by stage and situation, their durations, and broken hops; labels never name an order or a tenant.
 */
export function orderMetrics(options: OrderMetricsOptions): OrderObserver {
  const stageNames = new BoundedLabel(labelsAtMost);
  const destinations = new BoundedLabel(labelsAtMost);
  const works = new BoundedLabel(labelsAtMost);
  const counts = [orderCounts(options, stageNames), ordersAtRisk(options)];
  const broken = brokenHops(options.registry, destinations);
  const stages = stageMetrics(options);
  const way = wayMetrics(options.registry, { destinations, works });
  return {
    folded: (before, after) => {
      stages(before, after);
      broken.folded(before, after);
    },
    looked: (seen) => {
      way(seen);
      broken.looked(seen);
    },
    forget: () => {
      for (const forget of counts) forget();
      for (const names of [stageNames, destinations, works]) names.clear();
    },
  };
}

/** Returns a function that drops the last counts. */
function orderCounts(
  { store, registry, flows }: OrderMetricsOptions,
  unknownStages: BoundedLabel,
): () => void {
  let countedMs = -Infinity;
  const orders = new Gauge({
    name: 'ordertrace_orders',
    help: 'Orders by flow, stage and situation; the situation of an order that has ended is closed',
    labelNames: ['flow', 'stage', 'situation'],
    registers: [registry],
    collect: async (): Promise<void> => {
      if (performance.now() - countedMs < countsEveryMs) return;
      countedMs = performance.now();
      const counted = flows().all.map(async (flow) => ({
        flow,
        counts: await store.countOrders({ flow: flow.name }),
      }));
      const all = await Promise.all(counted);
      orders.reset();
      for (const { flow, counts } of all)
        for (const { stage, situation = 'closed', count } of counts) {
          const known = flow.stages.some(({ name }) => name === stage);
          orders.inc({ flow: flow.name, stage: known ? stage : unknownStages.of(stage), situation }, count);
        }
    },
  });
  return () => {
    countedMs = -Infinity;
    orders.reset();
  };
}

/** A Prometheus alert rule on it warns before deadlines pass. Returns a function that drops the last counts. */
function ordersAtRisk({ store, registry, flows }: OrderMetricsOptions): () => void {
  let countedMs = -Infinity;
  const orders = new Gauge({
    name: 'ordertrace_orders_at_risk',
    help: 'Open orders that will probably miss the deadline of their stage, which has not passed yet',
    labelNames: ['flow', 'stage'],
    registers: [registry],
    collect: async (): Promise<void> => {
      if (performance.now() - countedMs < countsEveryMs) return;
      countedMs = performance.now();
      const counted = flows().all.map(async ({ name: flow }) => ({
        flow,
        counts: await store.countOrders({ flow, open: true, atRisk: true }),
      }));
      const all = await Promise.all(counted);
      orders.reset();
      for (const { flow, counts } of all)
        for (const { stage, count } of counts) orders.inc({ flow, stage }, count);
    },
  });
  return () => {
    countedMs = -Infinity;
    orders.reset();
  };
}

function stageMetrics({ registry, now }: OrderMetricsOptions): OrderObserver['folded'] {
  const registers = [registry];
  const stages = new Histogram({
    name: 'ordertrace_stage_duration_seconds',
    help: 'How long orders rested in a stage that they left within the last day',
    labelNames: ['flow', 'stage'],
    buckets: stageBuckets,
    registers,
  });
  const leadTimes = new Histogram({
    name: 'ordertrace_order_lead_time_seconds',
    help: 'From creation to the end, of orders that ended within the last day',
    labelNames: ['flow', 'end_stage'],
    buckets: leadTimeBuckets,
    registers,
  });
  return (before, after) => {
    const { flow, closedNanos, createdNanos } = after;
    const news = (atNanos: EpochNanos) => atNanos > now() - newsNanos;
    const moved = before !== undefined && before.stage !== '' && before.stage !== after.stage;
    if (moved && news(after.stageSinceNanos)) {
      stages.observe({ flow, stage: before.stage }, seconds(before.stageSinceNanos, after.stageSinceNanos));
    }
    const ended = closedNanos !== undefined && before?.closedNanos === undefined;
    if (ended && createdNanos !== undefined && news(closedNanos)) {
      leadTimes.observe({ flow, end_stage: after.stage }, seconds(createdNanos, closedNanos));
    }
  };
}

function brokenHops(
  registry: Registry,
  destinations: BoundedLabel,
): Pick<OrderObserver, 'folded' | 'looked'> {
  const broken = new Counter({
    name: 'ordertrace_broken_hops_total',
    help: 'Orders found lost because a message was never consumed or a request never received',
    labelNames: ['kind', 'destination', 'receiver'],
    registers: [registry],
  });
  return {
    folded: (before, after) => {
      const lost = brokenHop(after);
      if (lost === undefined || brokenHop(before)?.evidence === lost.evidence) return;
      broken.inc({ ...lost.labels, destination: destinations.of(lost.labels.destination) });
    },
    // A counter that starts at one shows no increase, so it starts at zero as soon as the hop is known.
    looked: ({ hops }) => {
      for (const { kind, destination, to } of hops) {
        if (to[0] === undefined) continue;
        broken.inc({ kind, destination: destinations.of(destination), receiver: to[0].service }, 0);
      }
    },
  };
}

/** The hop that lost the order, with its identity. */
function brokenHop(order: OrderState | undefined) {
  const diagnosis = order?.diagnosis;
  if (diagnosis?.code !== 'message_not_consumed' && diagnosis?.code !== 'request_not_received')
    return undefined;
  const { destination = '', receiver = '' } = diagnosis.details;
  const kind = diagnosis.code === 'message_not_consumed' ? 'message' : 'request';
  const hop = diagnosis.evidence.find(({ type }) => type === 'hop');
  const evidence = hop?.type === 'hop' ? `${hop.traceId}${hop.spanId}` : '';
  return { evidence, labels: { kind, destination: `${destination}`, receiver: `${receiver}` } };
}

interface WayLabels {
  readonly destinations: BoundedLabel;
  readonly works: BoundedLabel;
}

function wayMetrics(registry: Registry, { destinations, works }: WayLabels): OrderObserver['looked'] {
  const registers = [registry];
  const waits = new Histogram<'destination' | 'trace_id'>({
    name: 'ordertrace_queue_wait_seconds',
    help: 'From sending a message to its first consumption',
    labelNames: ['destination'],
    buckets: waitBuckets,
    enableExemplars: true,
    registers,
  });
  const durations = new Histogram<'application_name' | 'work' | 'outcome' | 'trace_id'>({
    name: 'ordertrace_work_duration_seconds',
    help: 'How long pieces of work took that said when they began, such as calculations',
    labelNames: ['application_name', 'work', 'outcome'],
    buckets: workBuckets,
    enableExemplars: true,
    registers,
  });
  const counted = new Recent(rememberedHops);
  const waited = ({ kind, destination, from, to: [first] }: Hop) => {
    if (kind !== 'message' || first === undefined || !counted.add(`${from.traceId}${from.spanId}`)) return;
    const exemplarLabels = { trace_id: from.traceId };
    const labels = { destination: destinations.of(destination) };
    waits.observe({ labels, value: seconds(from.timeNanos, first.timeNanos), exemplarLabels });
  };
  const worked = ({ service, work, status, startedNanos, endedNanos, traceId, spanId }: Work) => {
    if (endedNanos === undefined || traceId === undefined || !counted.add(`${traceId}${spanId ?? ''}`))
      return;
    const labels = {
      application_name: service,
      work: works.of(work),
      outcome: status === 'error' ? 'error' : 'ok',
    };
    durations.observe({
      labels,
      value: seconds(startedNanos, endedNanos),
      exemplarLabels: { trace_id: traceId },
    });
  };
  return ({ hops, work }) => {
    hops.forEach(waited);
    work.forEach(worked);
  };
}

/** Never negative, even if clocks differ. */
function seconds(fromNanos: EpochNanos, toNanos: EpochNanos): number {
  return Math.max(0, millisFromNanos(toNanos - fromNanos) / 1000);
}
