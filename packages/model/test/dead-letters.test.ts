import { hopsOf, type Hop, type HopSpan } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { isDeadLetterQueue } from '../src/hops/dead-letters.js';
import { at, flow, minute, second, transition } from './sample-flow.js';
import { consume, coverage, coverageOf, publish, receivers, stateAt } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const events = [
  transition('CREATED', start - minute),
  transition('SUBMITTED', start - second, { previousStage: 'CREATED' }),
];
const failed = { status: 'error', statusCode: 'ERROR' } as const;

const sent = publish('shop-api', 'orders.submitted', start, { messageId: 'm-1' });
const refused = consume([sent, 'parent'], 'mes-api', start + second, {
  ...failed,
  messageId: 'm-1',
  destination: 'orders.submitted',
});
const buriedBy = (rest: Partial<HopSpan>): HopSpan =>
  publish('mes-api', 'orders.submitted.dead', start + 2n * second, rest);
const buried = buriedBy({ messageId: 'm-1' });

function hops(spans: readonly HopSpan[], rest: Partial<typeof flow> = {}): readonly Hop[] {
  return hopsOf(spans, { flow: { ...flow, ...rest }, coverage, nowNanos: start + 10n * minute });
}

describe('a message that was given up', () => {
  it('is told of its own hop, with the queue in which it lies and who put it there', () => {
    const ways: readonly HopSpan[] = [
      buried,
      buriedBy({ traceId: refused.traceId, parentSpanId: refused.spanId }),
      buriedBy({ traceId: sent.traceId, parentSpanId: sent.spanId }),
      buriedBy({ links: [{ traceId: sent.traceId, spanId: sent.spanId }] }),
    ];
    for (const one of ways) {
      const [hop, ...others] = hops([one, refused, sent]);
      expect(others).toEqual([]);
      expect(hop).toMatchObject({
        destination: 'orders.submitted',
        state: 'delivered',
        resent: [],
        deadLetter: { queue: 'orders.submitted.dead', by: { service: 'mes-api', spanId: one.spanId } },
      });
    }
  });

  it('has failed at once, with a verdict of its own', () => {
    const now = start + 3n * second;
    const { diagnosis } = stateAt({ spans: [sent, refused, buried], events }, now);
    expect(diagnosis).toMatchObject({
      situation: 'failed',
      code: 'message_dead_lettered',
      owner: 'mes-api',
      sinceNanos: buried.startNanos,
      details: {
        destination: 'orders.submitted',
        dead_letter_queue: 'orders.submitted.dead',
        sender: 'shop-api',
        receiver: 'mes-api',
        cause_operation: 'process orders.submitted',
      },
      evidence: [
        { type: 'hop', spanId: sent.spanId },
        { type: 'span', spanId: buried.spanId },
        { type: 'span', spanId: refused.spanId },
      ],
    });
    const later = stateAt({ spans: [sent, refused, buried], events }, start + 3n * minute).diagnosis;
    expect(later?.code, 'and stays').toBe('message_dead_lettered');
  });

  it('is in order again once it was sent again and handled', () => {
    const again = publish('support-tool', 'orders.submitted', start + minute, { messageId: 'm-1' });
    const handled = consume([again, 'parent'], 'mes-api', start + 2n * minute, {
      messageId: 'm-1',
      destination: 'orders.submitted',
    });
    const spans = [sent, refused, buried, again, handled];
    expect(hops(spans)[0]).toMatchObject({ state: 'delivered', resent: [{ spanId: again.spanId }] });
    expect(hops(spans)[0]?.deadLetter).toBeUndefined();
    expect(stateAt({ spans, events }, start + 10n * minute).diagnosis?.code).toBe('on_track');
  });

  it('stays given up where it was taken again and failed', () => {
    const rest = { ...failed, messageId: 'm-1', destination: 'orders.submitted' };
    const again = consume([sent, 'parent'], 'mes-api', start + minute, rest);
    const now = start + 10n * minute;
    expect(hops([sent, refused, buried, again])[0]).toHaveProperty('deadLetter');
    const other = publish('support-tool', 'orders.submitted', start + minute, { messageId: 'm-2' });
    const handling = (how: Partial<HopSpan>) => {
      const taken = consume([other, 'parent'], 'mes-api', start + 2n * minute, {
        ...rest,
        ...{ messageId: 'm-2', ...how },
      });
      return stateAt({ spans: [sent, refused, buried, other, taken], events }, now).diagnosis?.code;
    };
    expect(handling({})).toBe('message_dead_lettered');
    expect(handling({ status: 'unset', statusCode: 'OK' })).toBe('on_track');
  });

  it('matters no more when the order moved on otherwise', () => {
    const priced = transition('PRICED', start + minute, { service: 'mes-api', previousStage: 'SUBMITTED' });
    const state = stateAt(
      { spans: [sent, refused, buried], events: [...events, priced] },
      start + 2n * minute,
    );
    expect(state.diagnosis?.code).toBe('on_track');
  });

  it('is known by who reads it there, where the broker put it there unseen', () => {
    const read = consume([sent, 'message id'], 'support-tool', start + minute, {
      messageId: 'm-1',
      destination: 'orders.submitted.dead',
    });
    expect(hops([sent, read])[0]).toMatchObject({
      state: 'broken',
      missing: ['mes-api'],
      deadLetter: { queue: 'orders.submitted.dead', by: { service: 'support-tool' } },
    });
    expect(stateAt({ spans: [sent, read], events }, start + 2n * minute).diagnosis?.code).toBe(
      'message_dead_lettered',
    );
  });

  it('is a hop of its own where it is not known which message it was, and nobody is awaited there', () => {
    const known = coverageOf([...receivers, ['message orders.submitted.dead', 'support-tool']]);
    const lonely = buriedBy({ messageId: 'm-2' });
    const all = hopsOf([lonely], { flow, coverage: known, nowNanos: start + 10n * minute });
    expect(all).toMatchObject([
      { state: 'untraced', missing: [], deadLetter: { by: { service: 'mes-api' } } },
    ]);
  });

  it('is recognised by the usual names of such queues, or by the name that the flow gives', () => {
    const usual = [
      'orders.dead',
      'orders-dlq',
      'orders.DLT',
      'dlq',
      'orders_dead_letter',
      'orders/$deadletterqueue',
    ];
    for (const name of [...usual, 'orders.dead-letter-queue', 'orders-dlq.fifo'])
      expect(isDeadLetterQueue(name, flow.messages), name).toBe(true);
    for (const name of ['orders', 'orders.deadline', 'undead', 'dead.orders', ''])
      expect(isDeadLetterQueue(name, flow.messages), name).toBe(false);
    const parking = { ...sent, spanId: 'f'.repeat(16), destination: 'parking', startNanos: start + second };
    expect(hops([sent, parking])).toHaveLength(2);
    const messages = { ...flow.messages, deadLetters: ['parking'] };
    expect(hops([sent, parking], { messages })).toMatchObject([{ deadLetter: { queue: 'parking' } }]);
  });
});
