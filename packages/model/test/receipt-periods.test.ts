import fc from 'fast-check';
import type { ReceiptObservation } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { ReceiptPeriods } from '../src/coverage/receipt-periods.js';
import { minute } from './sample-flow.js';

function receipt(atMinute: number, outcome: ReceiptObservation['outcome'] = 'seen'): ReceiptObservation {
  const sender = { service: 'shop-api' };
  return { place: 'p', sender, sentNanos: BigInt(atMinute) * minute, outcome, receiver: 'mes-api' };
}

function periodsOf(observations: readonly ReceiptObservation[]): ReceiptPeriods {
  const periods = new ReceiptPeriods();
  for (const one of observations) periods.count(one, 1);
  return periods;
}

describe('recent receipts', () => {
  it.each([
    [999, true],
    [1000, false],
  ])('behind %i later ones count: %s', (later, counts) => {
    const latest = Array.from({ length: later }, () => receipt(20));
    expect(periodsOf([receipt(0), receipt(0, 'unseen'), ...latest]).recent().counts.unseen > 0).toBe(counts);
  });

  it('are the same however they came and went, and however often they were read', () => {
    const outcome = fc.constantFrom('seen', 'unseen', 'lost');
    const some = fc.array(fc.tuple(fc.nat(100), outcome), { maxLength: 30 });
    fc.assert(
      fc.property(some, some, (stays, goes) => {
        const [kept, removed] = [stays, goes].map((list) => list.map(([at, what]) => receipt(at, what)));
        const periods = new ReceiptPeriods();
        for (const one of [...removed!, ...kept!]) {
          periods.count(one, 1);
          periods.recent();
        }
        for (const one of removed!) periods.count(one, -1);
        expect(periods.recent()).toEqual(periodsOf(kept!.toReversed()).recent());
      }),
    );
  });
});
