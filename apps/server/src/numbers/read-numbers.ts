import type { Numbers } from '@ordertrace/api';
import { deliveredStage, timestampText, type EpochNanos, type Flow, type Flows } from '@ordertrace/model';
import type {
  LeadTimes,
  NumberFilter,
  OrderCount,
  Period,
  ProblemHours,
  Standing,
  Store,
  Unresolved,
} from '@ordertrace/store';
import type { NumberPeriods } from './periods.js';

export interface NumbersInput {
  readonly store: Store;
  readonly flows: Flows;
  readonly filter: NumberFilter;
  readonly periods: NumberPeriods;
  readonly nowNanos: EpochNanos;
}

/** Reads the company's three numbers, each with the preceding period and a time series. */
export async function readNumbers(input: NumbersInput): Promise<Numbers> {
  const { now, before } = input.periods;
  const [leadTime, unresolved, hours] = await Promise.all([
    leadTimeNumbers(input),
    unresolvedNumbers(input),
    hourNumbers(input),
  ]);
  return { ...spanView(now), previous: spanView(before), lead_time: leadTime, unresolved, hours };
}

function spanView({ fromNanos, toNanos }: Period) {
  return { from: timestampText(fromNanos), to: timestampText(toNanos) };
}

async function leadTimeNumbers(input: NumbersInput): Promise<Numbers['lead_time']> {
  const { store, flows, filter, periods } = input;
  const { now, before, series } = periods;
  const asked = filter.flow === undefined ? flows.all : flows.all.filter(({ name }) => name === filter.flow);
  const ends = asked.map((flow) => ({ flow: flow.name, stage: deliveredStage(flow) }));
  const [[inAll, inBefore, ...inSteps], stages] = await Promise.all([
    store.leadTimes({ ...filter, ends, periods: [now, before, ...series] }),
    Promise.all(asked.map((flow) => stageTimes(input, flow))),
  ]);
  return {
    now: leadTimeView(inAll),
    before: leadTimeView(inBefore),
    series: series.map((period, i) => ({ ...spanView(period), ...leadTimeView(inSteps[i]) })),
    stages: stages.flat(),
  };
}

/** The stage times of orders that this flow delivered and that started in the period. */
async function stageTimes({ store, filter, periods, nowNanos }: NumbersInput, flow: Flow) {
  const ofFlow = { ...filter, ...periods.now, flow: flow.name, stage: deliveredStage(flow) };
  const stages = await store.flow('stages', { filter: ofFlow, level: 'stage', nowNanos });
  return stages
    .filter(({ left }) => left > 0)
    .map(({ stage, left, times }) => ({
      flow: flow.name,
      stage,
      orders: left,
      median_ms: times?.medianMs ?? null,
      p90_ms: times?.p90Ms ?? null,
    }));
}

function leadTimeView({ orders, medianMs, p90Ms }: LeadTimes = { orders: 0 }) {
  return { orders, median_ms: medianMs ?? null, p90_ms: p90Ms ?? null };
}

const nothing: Unresolved = { open: 0, lost: 0, failed: 0, stuck: 0 };

async function unresolvedNumbers(input: NumbersInput): Promise<Numbers['unresolved']> {
  const { store, filter, periods, nowNanos } = input;
  const { now, before, series } = periods;
  const ends = series.map((period) => period.toNanos);
  const [atEnd = nothing, atStart = nothing, ...atSteps] = await store.unresolvedAt({
    ...filter,
    moments: [now.toNanos, before.toNanos, ...ends],
  });
  const isPresent = now.toNanos >= nowNanos;
  const counts = isPresent
    ? await store.countOrders({ open: true, situation: 'slow', ...filter })
    : undefined;
  return {
    now: { ...atEnd, slow: counts === undefined ? null : sumOf(counts) },
    before: { ...atStart, slow: null },
    series: ends.map((at, i) => ({ at: timestampText(at), ...(atSteps[i] ?? nothing) })),
  };
}

function sumOf(counts: readonly OrderCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

const noHours: ProblemHours = {
  problems: 0,
  found: { totalMs: 0 },
  acknowledged: { totalMs: 0 },
  resolved: { totalMs: 0 },
};

async function hourNumbers({ store, filter, periods }: NumbersInput): Promise<Numbers['hours']> {
  const { now, before, series } = periods;
  const [inAll, inBefore, ...inSteps] = await store.problemHours({
    ...filter,
    periods: [now, before, ...series],
  });
  return {
    now: hoursView(inAll),
    before: hoursView(inBefore),
    series: series.map((period, i) => ({ ...spanView(period), ...hoursView(inSteps[i]) })),
  };
}

function hoursView({ problems, found, acknowledged, resolved }: ProblemHours = noHours) {
  const median = ({ medianMs }: Standing) => medianMs ?? null;
  return {
    problems,
    found_ms: median(found),
    acknowledged_ms: median(acknowledged),
    resolved_ms: median(resolved),
    found_total_ms: found.totalMs,
    acknowledged_total_ms: acknowledged.totalMs,
    resolved_total_ms: resolved.totalMs,
  };
}
