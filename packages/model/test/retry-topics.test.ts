import { foldOrder, orderKnowledge, type HopSpan } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, minute, ref, second, transition } from './sample-flow.js';
import { consume, coverageOf, publish, receivers, stateAt } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const events = [
  transition('CREATED', start - minute),
  transition('SUBMITTED', start - second, { previousStage: 'CREATED' }),
];
const failed = { status: 'error', statusCode: 'ERROR' } as const;
const later = start + 30n * minute;

const sent = publish('shop-api', 'orders.submitted', start);
const handling = consume([sent, 'parent'], 'mes-api', start + second, failed);
const { traceId, spanId } = handling;

function passedTo(destination: string, rest: Partial<HopSpan> = {}): HopSpan {
  return publish('mes-api', destination, start + second, { traceId, parentSpanId: spanId, ...rest });
}

function verdict(spans: readonly HopSpan[], now = later) {
  return stateAt({ events, spans: [sent, handling, ...spans] }, now).diagnosis;
}

const topic = 'orders.submitted-retry-0';

describe('a failed message that was passed on to a retry topic', () => {
  it('has failed, and names the topic, where nobody is known to read it', () => {
    expect(verdict([passedTo(topic)])).toMatchObject({
      code: 'failed_with_error',
      owner: 'mes-api',
      details: { passed_on_to: topic },
    });
  });

  it('has until its delayed delivery and the deadline of messages after it', () => {
    const delayed = passedTo(topic, { notBeforeNanos: start + 10n * minute });
    expect(verdict([delayed], start + 15n * minute - 1n)?.code).toBe('on_track');
    expect(verdict([delayed], start + 15n * minute)?.code).toBe('failed_with_error');
  });

  it('names the topic with the latest delivery of several', () => {
    const next = passedTo('orders.submitted-retry-1', { startNanos: start + minute });
    const first = passedTo(topic);
    for (const spans of [
      [first, next],
      [next, first],
    ])
      expect(verdict(spans)?.details).toMatchObject({ passed_on_to: 'orders.submitted-retry-1' });
  });

  it('is healed where it was handled from there, and not where that failed too', () => {
    const retry = passedTo(topic);
    const again = (rest: Partial<HopSpan>) => consume([retry, 'parent'], 'mes-api', start + minute, rest);
    expect(verdict([retry, again({})])?.code).toBe('on_track');
    const twice = verdict([retry, again(failed)]);
    expect(twice?.code).toBe('failed_with_error');
    expect(twice?.details).not.toHaveProperty('passed_on_to');
  });

  it('is a lost message where a reader of the topic is known', () => {
    const coverage = coverageOf([...receivers, [`message ${topic}`, 'mes-api']]);
    const input = { ref, flow, events, nowNanos: later };
    const knowledge = orderKnowledge({ ...input, spans: [sent, handling, passedTo(topic)], coverage });
    const seen = { firstSeenNanos: start, lastSeenNanos: start };
    const { diagnosis } = foldOrder({ ...input, ...seen, knowledge });
    expect(diagnosis).toMatchObject({ code: 'message_not_consumed', details: { destination: topic } });
  });

  it('may name its queue by the consumer alone', () => {
    const elsewhere = consume([sent, 'parent'], 'mes-api', start + second, {
      ...failed,
      spanId,
      destination: 'billing-group.orders',
    });
    const retry = passedTo('billing-group.orders-retry-0');
    const { diagnosis } = stateAt({ events, spans: [sent, elsewhere, retry] }, later);
    expect(diagnosis?.details).toMatchObject({ passed_on_to: 'billing-group.orders-retry-0' });
  });

  it('is none where the queue only has another name, or is that of another application', () => {
    expect(verdict([passedTo('crm.events')])?.details).not.toHaveProperty('passed_on_to');
    const other = publish('mes-api', topic, start + second);
    expect(verdict([other])?.details).not.toHaveProperty('passed_on_to');
  });
});
