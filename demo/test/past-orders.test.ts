import { attribute, eventName } from '@ordertrace/conventions';
import { manufacturerFlow } from '@ordertrace/flow';
import {
  dueAt,
  flowIndex,
  foldOrder,
  hopsOf,
  hopSpanOf,
  millisFromNanos,
  nanosFromMillis,
  orderKnowledge,
  ReceiptLedger,
  receiptObservations,
  type LogRecord,
  type OrderEvent,
  type OrderState,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { telemetryOf } from '../src/past/order-telemetry.js';
import { planStories } from '../src/past/plan-stories.js';
import { demonstrationShares } from '../src/past/plan-story.js';
import { faultAt, stageAt, type Fault, type OrderStory } from '../src/past/story.js';
import type { Telemetry } from '../src/past/trace-writer.js';
import { touches, within } from '../src/past/window.js';

const flow = manufacturerFlow();
const until = Date.parse('2026-11-22T16:00:00Z');
const day = 86_400_000;
const stories = planStories({ flow, seed: 1, count: 600, until });
/** Faults are rare in the demonstration; this plan has many. */
const faulty = planStories({
  flow,
  seed: 2,
  count: 500,
  until,
  shares: {
    ...demonstrationShares,
    lostInPricing: 0.2,
    calculationHangs: 0.1,
    failsWithError: 0.1,
    lostAfterPricing: 0.1,
    overduePerStage: 0.1,
  },
});

const past = { after: 0, upTo: until };

function telemetryUntil(story: OrderStory): Telemetry {
  return within(telemetryOf(story, 1), past);
}

function eventOf(log: LogRecord): OrderEvent[] {
  const text = (key: string): string => log.attributes.get(key) as string;
  const base = {
    orderId: text(attribute.orderId),
    tenantId: text(attribute.tenantId),
    timeNanos: log.timeNanos,
    service: log.resource.attributes.get(attribute.serviceName) as string,
    traceId: log.traceId!,
    spanId: log.spanId!,
  };
  if (log.eventName === eventName.transition) {
    const previousStage = log.attributes.get(attribute.previousStage) as string | undefined;
    const stage = text(attribute.stage);
    return [{ ...base, type: 'transition', stage, ...(previousStage && { previousStage }) }];
  }
  if (log.eventName !== eventName.workStarted) return [];
  const expectedWithinMs = Number(log.attributes.get(attribute.expectedWithinMs));
  return [{ ...base, type: 'work_started', work: text(attribute.work), expectedWithinMs }];
}

/** Receiver of each queue, learned as the server learns it. */
const coverage = new ReceiptLedger();
for (const story of stories.slice(0, 50)) {
  const spans = telemetryUntil(story).spans.map((span) => hopSpanOf(span));
  const hops = hopsOf(spans, { flow, nowNanos: nanosFromMillis(until) });
  coverage.note(story.orderId, receiptObservations(hops));
}

/** State of the order from its telemetry; the analysis does not know the story. */
function folded(story: OrderStory, now = until): OrderState {
  const { spans, logs } = within(telemetryOf(story, 1), { after: 0, upTo: now });
  const events = logs.flatMap(eventOf);
  const nowNanos = nanosFromMillis(now);
  const times = logs.map(({ timeNanos }) => timeNanos);
  return foldOrder({
    ref: story,
    events,
    firstSeenNanos: times[0]!,
    lastSeenNanos: times.at(-1)!,
    flow,
    nowNanos,
    knowledge: orderKnowledge({
      ref: story,
      spans: spans.map((span) => hopSpanOf(span)),
      events,
      flow,
      nowNanos,
      coverage,
    }),
  });
}

const expectedCode = {
  message_not_consumed: { situation: 'lost', code: 'message_not_consumed' },
  work_not_finished: { situation: 'lost', code: 'work_not_finished' },
  failed_with_error: { situation: 'failed', code: 'failed_with_error' },
  stage_overdue: { situation: 'stuck', code: 'stage_overdue' },
} as const;

/** Time from which the fault is visible, with a minute for the earlier work of the same step. */
function visibleFrom(fault: Fault): number {
  if (fault.type !== 'stage_overdue') return fault.since + 46 * 60_000;
  const deadline = flowIndex(flow).stage(fault.stage)!.deadline!;
  if (deadline.type !== 'within') throw new Error('The shipped flow sets plain deadlines.');
  return millisFromNanos(dueAt(flow.calendar, nanosFromMillis(fault.since + 1000), deadline.amount));
}

describe('planned stories', () => {
  it('are the same for the same plan and others for another seed', () => {
    const again = planStories({ flow, seed: 1, count: 600, until });
    expect(again).toEqual(stories);
    expect(planStories({ flow, seed: 5, count: 600, until })).not.toEqual(stories);
  });

  it('have orders of all tenants with ids of their own, created in the last 60 days', () => {
    expect(new Set(stories.map(({ orderId }) => orderId)).size).toBe(stories.length);
    expect(new Set(stories.map(({ tenantId }) => tenantId))).toEqual(
      new Set(['retail', 'atelier-nord', 'goldwerk']),
    );
    for (const { entries } of stories) {
      expect(entries[0]!.at).toBeGreaterThan(until - 60 * day);
      expect(entries[0]!.at).toBeLessThanOrEqual(until);
    }
  });

  it('show every fault at any hour, however few they are', () => {
    for (let hour = 0; hour < 7 * 24; hour += 5) {
      const now = until + hour * 3_600_000 + hour * 60_000;
      const few = planStories({ flow, seed: 1, count: 100, until: now });
      const open = few.flatMap((story) => faultAt(story, now) ?? []);
      const visible = open.filter((fault) => visibleFrom(fault) <= now).map(({ type }) => type);
      expect(new Set(visible), new Date(now).toISOString()).toEqual(new Set(Object.keys(expectedCode)));
    }
  });

  it('follow the flow, forwards in time', () => {
    const index = flowIndex(flow);
    for (const { entries } of [...stories, ...faulty]) {
      expect(entries[0]!.stage).toBe('CREATED');
      entries.slice(1).forEach((entry, i) => {
        const previous = entries[i]!;
        expect(index.stage(previous.stage)!.next).toContain(entry.stage);
        expect(entry.at).toBeGreaterThan(previous.at);
      });
    }
  });

  it('let operators work in working hours only', () => {
    const local = new Intl.DateTimeFormat('en-GB', {
      timeZone: flow.calendar.timeZone,
      hour: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    });
    for (const { entries } of stories) {
      for (const { at, actor } of entries) {
        if (actor !== 'operator') continue;
        const [weekday, hour] = local.format(at - 1).split(', ');
        expect(['Mon', 'Tue', 'Wed', 'Thu', 'Fri']).toContain(weekday);
        expect(Number(hour)).toBeGreaterThanOrEqual(9);
        expect(Number(hour)).toBeLessThan(18);
      }
    }
  });

  it('have every ending, and every fault, some of them overcome', () => {
    const last = new Set(stories.map((story) => stageAt(story, until)));
    for (const stage of ['CLOSED', 'REJECTED', 'CANCELLED', 'PRICED', 'IN_PRODUCTION', 'SHIPPED'] as const) {
      expect(last).toContain(stage);
    }
    const faults = stories.filter(({ fault }) => fault);
    expect(new Set(faults.map(({ fault }) => fault!.type)).size).toBe(4);
    expect(faults.length).toBeLessThan(stories.length * 0.08);
    expect(faults.some(({ overcomeAt }) => overcomeAt !== undefined)).toBe(true);
  });
});

describe('their telemetry', () => {
  it('names its order, tenant, application and environment on every record, and is marked', () => {
    for (const story of stories.slice(0, 200)) {
      const { spans, logs } = telemetryOf(story, 1);
      for (const { attributes, resource } of [...spans, ...logs]) {
        expect(attributes.get('order_id')).toBe(story.orderId);
        expect(attributes.get('tenant_id')).toBe(story.tenantId);
        expect(attributes.get('environment')).toBe('demo');
        expect(attributes.get('application_name')).toBe(resource.attributes.get('service.name'));
        expect(resource.attributes.get(attribute.demonstration)).toBe(true);
      }
    }
  });

  it('holds no personal data and no prices', () => {
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, given: unknown) =>
        typeof given === 'bigint' ? String(given) : given instanceof Map ? [...given.entries()] : given,
      );
    for (const story of stories.slice(0, 200)) {
      const found = /\w@\w|phone|e-?mail|(?<!server\.)address|customer\.|price"|amount|card/iu.exec(
        text(telemetryOf(story, 1)),
      );
      expect(found?.[0]).toBeUndefined();
    }
  });

  it('has ids of its own, parents that are there, and children that begin after their parents', () => {
    const seen = new Set<string>();
    for (const story of stories) {
      const { spans } = telemetryOf(story, 1);
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      for (const span of spans) {
        expect(seen.has(span.spanId)).toBe(false);
        seen.add(span.spanId);
        expect(span.durationNanos).toBeGreaterThanOrEqual(0n);
        if (span.parentSpanId === undefined) continue;
        const parent = byId.get(span.parentSpanId)!;
        expect(parent.traceId).toBe(span.traceId);
        expect(span.startNanos).toBeGreaterThanOrEqual(parent.startNanos);
      }
    }
  });

  it('says every transition within a second of its time', () => {
    for (const story of stories.slice(0, 400)) {
      const told = telemetryOf(story, 1)
        .logs.flatMap(eventOf)
        .flatMap((event) => (event.type === 'transition' ? [event] : []));
      expect(told.map(({ stage }) => stage)).toEqual(story.entries.map(({ stage }) => stage));
      told.forEach(({ timeNanos }, i) =>
        expect(Math.abs(millisFromNanos(timeNanos) - story.entries[i]!.at)).toBeLessThan(1000),
      );
    }
  });

  it('is the same, sent whole or in parts', () => {
    const moments = fc.array(fc.integer({ min: until - 60 * day, max: until + 30 * day }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(stories.length - 1), moments, (index, cuts) => {
        const story = stories[index]!;
        const whole = telemetryOf(story, 1);
        const bounds = [0, ...cuts.sort((one, other) => one - other), until + 200 * day];
        const parts = bounds.slice(1).flatMap((upTo, i) => {
          const window = { after: bounds[i]!, upTo };
          const part = within(telemetryOf(story, 1), window);
          if (part.spans.length + part.logs.length > 0) expect(touches(story, window)).toBe(true);
          return [part];
        });
        expect(new Set(parts.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)))).toEqual(
          new Set(whole.spans.map(({ spanId }) => spanId)),
        );
        expect(parts.flatMap(({ logs }) => logs)).toHaveLength(whole.logs.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the truth', () => {
  it('is what the analysis finds: the stage of every order', () => {
    for (const story of stories) {
      if (telemetryUntil(story).logs.length === 0) continue;
      expect(folded(story).stage).toBe(stageAt(story, until - 2000) ?? stageAt(story, until));
    }
  });

  it('is what the analysis finds: every fault, with the right code', () => {
    let checked = 0;
    for (const story of faulty) {
      const fault = faultAt(story, until);
      if (!fault || visibleFrom(fault) > until) continue;
      expect(folded(story).diagnosis, `${story.orderId} ${JSON.stringify(fault)}`).toMatchObject(
        expectedCode[fault.type],
      );
      checked += 1;
    }
    expect(checked).toBeGreaterThan(100);
  });

  it('is what the analysis finds: nothing wrong with healthy orders', () => {
    for (const story of [...stories, ...faulty]) {
      if (faultAt(story, until) || telemetryUntil(story).logs.length === 0) continue;
      const { diagnosis } = folded(story);
      expect(
        diagnosis?.situation ?? 'on_track',
        `${story.orderId} ${JSON.stringify(diagnosis?.details)}`,
      ).toMatch(/on_track|slow/u);
    }
  });
});
