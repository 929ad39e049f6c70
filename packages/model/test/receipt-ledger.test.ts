import { ReceiptLedger, type ReceiptObservation } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const day = 86_400_000_000_000n;

const observation: fc.Arbitrary<ReceiptObservation> = fc.record(
  {
    place: fc.constantFrom('message a', 'request b'),
    sender: fc.record({
      service: fc.constantFrom('shop-api', 'mes-api'),
      instance: fc.constantFrom(undefined, 'one', 'two'),
      version: fc.constantFrom(undefined, '1'),
    }),
    receiver: fc.constantFrom('', 'mes-api', 'shop-api'),
    outcome: fc.constantFrom('seen', 'unseen', 'lost'),
    sentNanos: fc.constantFrom(0n, 1n, day, 2n * day),
    receiverInstance: fc.constantFrom('one', 'two'),
    receiverVersion: fc.constantFrom('1', '2'),
    sampledShare: fc.constantFrom(0.1, 0.5),
    afterNanos: fc.constantFrom(1_000_000n, 5_000_000n),
    handlingNanos: fc.constantFrom(2_000_000n, 9_000_000n),
  },
  { requiredKeys: ['place', 'sender', 'receiver', 'outcome', 'sentNanos'] },
);

const notes = fc.array(fc.tuple(fc.constantFrom('1', '2', '3'), fc.array(observation, { maxLength: 30 })), {
  maxLength: 12,
});

/** Everything that the ledger answers. */
function answers(ledger: ReceiptLedger) {
  const senders = ['shop-api', 'mes-api'].flatMap((service) =>
    [undefined, 'one', 'two'].flatMap((instance) =>
      [undefined, '1'].map((version) => ({ service, instance, version })),
    ),
  );
  return {
    coverage: ['message a', 'request b'].map((place) => senders.map((sender) => ledger.at(place, sender))),
    shares: ['shop-api', 'mes-api'].map((service) => ledger.sampledShare(service)),
  };
}

describe('what orders teach of receipts', () => {
  it('is the same as if only the last observations of each order had been noted', () => {
    fc.assert(
      fc.property(notes, (all) => {
        const ledger = new ReceiptLedger();
        for (const [order, observations] of all) {
          ledger.note(order, observations);
          answers(ledger);
        }
        const fresh = new ReceiptLedger();
        for (const [order, observations] of new Map(all)) fresh.note(order, observations);
        expect(answers(ledger)).toEqual(answers(fresh));
      }),
    );
  });

  it('replaces an observation that differs in any field', () => {
    fc.assert(
      fc.property(observation, observation, (one, other) => {
        const [ledger, fresh] = [new ReceiptLedger(), new ReceiptLedger()];
        ledger.note('1', [one]);
        ledger.note('1', [other]);
        fresh.note('1', [other]);
        expect(answers(ledger)).toEqual(answers(fresh));
      }),
    );
  });
});
