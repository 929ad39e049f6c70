import { expect, it } from 'vitest';
import { DeliveryCount } from '../src/delivery-count.js';

it('a message is hopeless after as many failures and as long a time', () => {
  const quick = new DeliveryCount({ deliveries: 2, ms: 0 });
  expect([quick.fail('a'), quick.fail('a')].map(({ isHopeless }) => isHopeless)).toEqual([false, true]);
  const patient = new DeliveryCount({ deliveries: 1, ms: 60_000 });
  expect(patient.fail('a')).toEqual({ deliveries: 1, isHopeless: false });
});

it('what the broker has counted counts, and what was forgotten begins anew', () => {
  const failed = new DeliveryCount({ deliveries: 5, ms: 0 });
  expect(failed.fail('a', 4).deliveries).toBe(4);
  expect(failed.fail('a', 1).deliveries).toBe(5);
  failed.forget('a');
  expect(failed.fail('a').deliveries).toBe(1);
});

it('holds no more messages than its bound', () => {
  const failed = new DeliveryCount({ deliveries: 5, ms: 0 }, 2);
  for (const id of ['a', 'b', 'c']) failed.fail(id);
  expect(failed.fail('a').deliveries).toBe(1);
  expect(failed.fail('c').deliveries).toBe(2);
});
