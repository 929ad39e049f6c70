import {
  diagnosisCodes,
  languages,
  orderAnswer,
  type Diagnosis,
  type OrderState,
  type ProblemState,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';

const now = BigInt(Date.parse('2026-11-22T12:00:00Z')) * 1_000_000n;
const hour = 3_600_000_000_000n;
const details = {
  ...{ stage: 'APPROVED', application: 'mes-api', waits_for: 'operator', allowed_ms: 3_600_000 },
  ...{ destination: 'mes.orders', sender: 'shop-api', receiver: 'mes-api', work: 'price', operation: 'POST' },
};

function orderIn(part: Partial<Diagnosis>): OrderState {
  return {
    ...{ tenantId: 'retail', orderId: '17', flow: 'manufacturer', stage: 'APPROVED', stageSinceNanos: now },
    ...{ firstSeenNanos: now, lastSeenNanos: now },
    diagnosis: {
      ...{
        situation: 'stuck',
        code: 'stage_overdue',
        details,
        sinceNanos: now - 3n * hour,
        owner: 'operator',
      },
      ...{ evidence: [], next: [], ...part },
    },
  };
}

const taken = { acknowledgedBy: 'Eva', acknowledgedNanos: now - hour, state: 'acknowledged' } as ProblemState;
const open = { state: 'open' } as ProblemState;

describe('the answer about an order', () => {
  it('says where it is, why, who has taken it, and what to tell the customer', () => {
    expect(orderAnswer({ order: orderIn({}), problem: taken, language: 'en', nowNanos: now })).toMatch(
      /^Stuck in APPROVED.*; acknowledged by Eva on 2026-11-22 11:00 UTC; tell the customer: "your order is delayed, and we are working on it right now"\.$/,
    );
    expect(orderAnswer({ order: orderIn({}), problem: open, language: 'ru', nowNanos: now })).toMatch(
      /^Застрял на этапе APPROVED.*; этим ещё никто не занят; клиенту: «ваш заказ задерживается.*»\.$/,
    );
  });

  it('is one sentence for every code, and its words for the customer name nothing inside', () => {
    for (const language of languages)
      for (const code of diagnosisCodes) {
        const situation = code === 'on_track' ? 'on_track' : 'stuck';
        const order = orderIn({ code, situation });
        const answer = orderAnswer({ order, problem: open, language, nowNanos: now });
        expect(answer.endsWith('.')).toBe(true);
        expect(answer).not.toMatch(/[.?!]\s+[A-ZА-Я]/);
        expect(/["«]([^"«»]*)["»]\.$/.exec(answer)?.[1]).not.toMatch(/api|APPROVED|mes/);
      }
  });

  it('of an order that ended is that it did', () => {
    const closed: OrderState = {
      ...{ tenantId: 'retail', orderId: '17', flow: 'manufacturer', stage: 'CLOSED', stageSinceNanos: now },
      ...{ firstSeenNanos: now, lastSeenNanos: now, closedNanos: now },
    };
    expect(orderAnswer({ order: closed, language: 'en', nowNanos: now })).toBe(
      'Ended in CLOSED on 2026-11-22 12:00 UTC; tell the customer: "your order is completed".',
    );
  });
});
