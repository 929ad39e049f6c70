import type { EventLogReader, LogEvent } from '@ordertrace/event-logs';

/** Statistics of a log by the simplest count: by time, ties by place, intervals by start, then end. */
export interface PlainStatistics {
  readonly events: number;
  readonly cases: number;
  readonly activities: Readonly<Record<string, number>>;
  readonly start_activities: Readonly<Record<string, number>>;
  readonly end_activities: Readonly<Record<string, number>>;
  readonly edges: Readonly<Record<string, readonly number[]>>;
  readonly variants: Readonly<Record<string, number>>;
  readonly durations: readonly number[];
  readonly first: bigint;
  readonly last: bigint;
}

export async function eventsOf(reader: EventLogReader): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const batch of reader.batches()) {
    if (batch.refused[0]) throw new Error(JSON.stringify(batch.refused[0]));
    events.push(...batch.events);
  }
  return events;
}

const entry = (event: LogEvent) => event.startNanos ?? event.timeNanos;

function compare(a: LogEvent, b: LogEvent): number {
  const difference = entry(a) - entry(b) || a.timeNanos - b.timeNanos || BigInt(a.place - b.place);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function byOrder(events: readonly LogEvent[]): ReadonlyMap<string, readonly LogEvent[]> {
  const orders = new Map<string, LogEvent[]>();
  for (const event of events) {
    const key = `${event.tenantId}\n${event.orderId}`;
    const order = orders.get(key);
    if (order) order.push(event);
    else orders.set(key, [event]);
  }
  for (const order of orders.values()) order.sort(compare);
  return orders;
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

export function plainStatistics(events: readonly LogEvent[]): PlainStatistics {
  const [activities, starts, ends, variants]: Record<string, number>[] = [{}, {}, {}, {}];
  const edges: Record<string, number[]> = {};
  const durations: number[] = [];
  const orders = byOrder(events);
  for (const order of orders.values()) {
    add(starts!, order[0]!.activity);
    add(ends!, order.at(-1)!.activity);
    add(variants!, order.map(({ activity }) => activity).join(' → '));
    durations.push(Number(order.at(-1)!.timeNanos - order[0]!.timeNanos) / 1e9);
    order.forEach((event, i) => {
      add(activities!, event.activity);
      const next = order[i + 1];
      if (next) {
        (edges[`${event.activity} → ${next.activity}`] ??= []).push(
          Number(entry(next) - event.timeNanos) / 1e9,
        );
      }
    });
  }
  const times = events.map(({ timeNanos }) => timeNanos).sort((a, b) => (a < b ? -1 : 1));
  return {
    events: events.length,
    cases: orders.size,
    activities: activities!,
    start_activities: starts!,
    end_activities: ends!,
    edges,
    variants: variants!,
    durations: durations.sort((a, b) => a - b),
    first: times[0] ?? 0n,
    last: times.at(-1) ?? 0n,
  };
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
