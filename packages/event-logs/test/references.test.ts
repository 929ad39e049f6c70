import { openEventLog, type ReadOptions } from '@ordertrace/event-logs';
import { describe, expect, it } from 'vitest';
import { expectedOf, noSharedLogs, sharedLog, sharedLogs } from './support/shared-logs.js';
import { eventsOf, median, plainStatistics, sum, type PlainStatistics } from './support/statistics.js';

interface Expected {
  events: number;
  cases: number;
  activities: Record<string, number>;
  first_event: string;
  last_event: string;
  start_activities: Record<string, number>;
  end_activities: Record<string, number>;
  dfg: [string, string, number][];
  variants_count: number;
  variants_top20: { count: number; variant: string[] }[];
  case_duration_s: { min: number; max: number; mean: number; median: number; sum: number };
  performance_dfg_s: [string, string, { mean: number; median: number; min: number; max: number }][];
}

const millisecond = 0.001;

function near(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(millisecond);
}

function nanos(text: string): bigint {
  const [, whole = '', fraction = ''] = /^([^.+]+)(?:\.(\d+))?/.exec(text.replace(' ', 'T')) ?? [];
  return BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0') || 0);
}

function expectSame(actual: PlainStatistics, expected: Expected): void {
  for (const name of ['events', 'cases', 'activities', 'start_activities', 'end_activities'] as const) {
    expect(actual[name], name).toEqual(expected[name]);
  }
  expect(actual.first).toBe(nanos(expected.first_event));
  expect(actual.last).toBe(nanos(expected.last_event));
  const edges = Object.fromEntries(Object.entries(actual.edges).map(([edge, times]) => [edge, times.length]));
  expect(edges).toEqual(
    Object.fromEntries(expected.dfg.map(([from, to, count]) => [`${from} → ${to}`, count])),
  );
  expect(Object.keys(actual.variants).length).toBe(expected.variants_count);
  for (const { count, variant } of expected.variants_top20) {
    expect(actual.variants[variant.join(' → ')]).toBe(count);
  }
  near(actual.durations[0]!, expected.case_duration_s.min);
  near(actual.durations.at(-1)!, expected.case_duration_s.max);
  near(median(actual.durations), expected.case_duration_s.median);
  near(sum(actual.durations) / actual.durations.length, expected.case_duration_s.mean);
  for (const [from, to, times] of expected.performance_dfg_s) {
    const ours = actual.edges[`${from} → ${to}`]!.toSorted((a, b) => a - b);
    near(ours[0]!, times.min);
    near(ours.at(-1)!, times.max);
    near(median(ours), times.median);
    near(sum(ours) / ours.length, times.mean);
  }
}

const patients = {
  mapping: {
    case: 'patient',
    activity: 'handling',
    lifecycle: 'registration_type',
    instance: 'handling_id',
    resource: 'employee',
  },
} as const;

describe.skipIf(!sharedLogs)(`logs that PM4Py counted (skipped where ${noSharedLogs})`, () => {
  it.each<[file: string, expected: string, options: ReadOptions]>([
    ['running-example.csv', 'csv-running-example', {}],
    ['running-example.xes', 'running-example', {}],
    ['receipt.xes.gz', '08_receipt', {}],
    ['interval_event_log.csv', 'csv-interval_event_log', {}],
    ['patients.csv.gz', 'csv-patients-start', { ...patients, lifecycle: 'start' }],
    ['patients.csv.gz', 'csv-patients-complete', { ...patients, lifecycle: 'complete' }],
  ])('%s gives exactly %s', async (file, expected, options) => {
    const reader = await openEventLog(sharedLog(file), options);
    expectSame(plainStatistics(await eventsOf(reader)), expectedOf(expected) as Expected);
    expect(reader.notes().filter(({ code }) => code !== 'lifecycle_passed_over')).toEqual([]);
  });

  it('the start and complete rows of patients.csv are one interval each', async () => {
    const reader = await openEventLog(sharedLog('patients.csv.gz'), patients);
    const events = await eventsOf(reader);
    expect(events.length).toBe(2721);
    expect(
      events.every(({ startNanos, timeNanos }) => startNanos !== undefined && startNanos <= timeNanos),
    ).toBe(true);
    const { variants } = plainStatistics(events);
    expect(Object.keys(variants).length).toBe(7);
    expect(reader.notes()).toEqual([]);
  });

  it('patients.csv gives the published idle times of its resources', async () => {
    const events = await eventsOf(await openEventLog(sharedLog('patients.csv.gz'), patients));
    const idleDays = (resource: string) => {
      const spans = events
        .filter((event) => event.resource === resource)
        .map(({ startNanos = 0n, timeNanos }) => [Number(startNanos) / 1e9, Number(timeNanos) / 1e9] as const)
        .sort((a, b) => a[0] - b[0]);
      let idle = 0;
      let until = spans[0]![0];
      for (const [start, end] of spans) {
        idle += Math.max(0, start - until);
        until = Math.max(until, end);
      }
      return (idle / 86_400).toFixed(4);
    };
    expect(
      Object.fromEntries(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'].map((r) => [r, idleDays(r)])),
    ).toEqual({
      r7: '464.4199',
      r1: '450.2124',
      r4: '442.6260',
      r5: '430.1764',
      r3: '429.1064',
      r6: '425.5362',
      r2: '214.7436',
    });
  });
});

interface ExpectedOcel {
  object_types: Record<string, number>;
  flattened: Record<
    string,
    {
      events: number;
      cases: number;
      variants: number;
      variants_top10: [number, string[]][];
      start: Record<string, number>;
      end: Record<string, number>;
      dfg: [string, string, number][];
      case_duration_s: { mean: number; median: number; max: number };
    }
  >;
}

describe.skipIf(!sharedLogs)(`object-centric logs (skipped where ${noSharedLogs})`, () => {
  it.each([
    ['example_log.jsonocel', 'OCEL 1 JSON', 'ocel-example_log-jsonocel'],
    ['example_log.xmlocel', 'OCEL 1 XML', 'ocel-example_log-xmlocel'],
    ['example_log.sqlite', 'OCEL 1 SQLite', 'ocel-example_log-sqlite'],
    ['example_log.csv', 'OCEL 1 CSV', 'ocel-example_log-csv'],
    ['ocel20_example.jsonocel', 'OCEL 2 JSON', 'ocel-ocel20_example-json'],
    ['ocel20_example.xmlocel', 'OCEL 2 XML', 'ocel-ocel20_example-xml'],
    ['ocel20_example.sqlite', 'OCEL 2 SQLite', 'ocel-ocel20_example-sqlite'],
    ['order_process.jsonocel', 'OCEL 1 JSON', 'ocel-order_process'],
  ])('%s (%s) gives exactly %s for each type of object', async (file, variant, expected) => {
    const { object_types, flattened } = expectedOf(expected) as ExpectedOcel;
    for (const [objectType, flat] of Object.entries(flattened)) {
      const reader = await openEventLog(sharedLog(`ocel/${file}`), { objectType, timeZone: 'UTC' });
      expect(reader.facts.variant).toBe(variant);
      expect(reader.facts.objectTypes).toEqual(object_types);
      const ours = plainStatistics(await eventsOf(reader));
      expect(ours).toMatchObject({ events: flat.events, cases: flat.cases });
      expect(ours.start_activities).toEqual(flat.start);
      expect(ours.end_activities).toEqual(flat.end);
      expect(
        Object.entries(ours.edges)
          .map(([edge, times]) => [edge, times.length])
          .sort(),
      ).toEqual(flat.dfg.map(([from, to, count]) => [`${from} → ${to}`, count]).sort());
      expect(Object.keys(ours.variants).length).toBe(flat.variants);
      for (const [count, path] of flat.variants_top10) expect(ours.variants[path.join(' → ')]).toBe(count);
      near(ours.durations.at(-1)!, flat.case_duration_s.max);
      near(median(ours.durations), flat.case_duration_s.median);
      near(sum(ours.durations) / ours.cases, flat.case_duration_s.mean);
    }
  });

  it('forms of one log say the same of every order', async () => {
    const forms = ['jsonocel', 'xmlocel', 'sqlite', 'csv'];
    const answers = await Promise.all(
      forms.map(async (form) => {
        const path = sharedLog(`ocel/example_log.${form}`);
        const events = await eventsOf(await openEventLog(path, { timeZone: 'UTC' }));
        return events.map(({ orderId, activity, timeNanos, place }) => ({
          orderId,
          activity,
          timeNanos,
          place,
        }));
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('times without offset are those of the zone that is stated, and of none else', async () => {
    const [json, xml, sqlite] = await Promise.all(
      ['jsonocel', 'xmlocel', 'sqlite'].map(async (form) => {
        const path = sharedLog(`ocel/ocel20_example.${form}`);
        return plainStatistics(await eventsOf(await openEventLog(path, { timeZone: 'Europe/Rome' })));
      }),
    );
    expect(xml).toEqual(json);
    expect(sqlite).toEqual(json);
    const reader = await openEventLog(sharedLog('ocel/ocel20_example.xmlocel'));
    for await (const { events, refused } of reader.batches()) {
      expect(events).toEqual([]);
      for (const { code } of refused) expect(code).toBe('time_zone_missing');
    }
  });
});
