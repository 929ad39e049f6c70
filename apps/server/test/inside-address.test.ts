import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside } from '../src/outbound/post/inside-address.js';
import { postOutside } from '../src/outbound/post/post-outside.js';
import { startWebhookReceiver } from './support/webhook-receiver.js';

const part = fc.nat(255);

describe('addresses that webhooks may not go to', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
  ])('hold %s', (address) => expect(isInside(address)).toBe(true));
  it.each(['0.0.0.0', '255.255.255.255', '224.0.0.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fd00:ec2::254'])(
    'hold %s',
    (address) => expect(isInside(address)).toBe(true),
  );
  it.each(['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '::ffff:8.8.8.8', 'ff02::1', 'localhost', ''])(
    'hold %s',
    (address) => expect(isInside(address)).toBe(true),
  );
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
    'do not hold %s',
    (address) => expect(isInside(address)).toBe(false),
  );

  it('hold every private address, in IPv6 clothes too', () => {
    const privateOnes = fc.oneof(
      fc.tuple(fc.constant(10), part, part, part),
      fc.tuple(fc.constant(127), part, part, part),
      fc.tuple(fc.constant(192), fc.constant(168), part, part),
      fc.tuple(fc.constant(169), fc.constant(254), part, part),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), part, part),
    );
    fc.assert(
      fc.property(privateOnes, (parts) => {
        const address = parts.join('.');
        expect(isInside(address) && isInside(`::ffff:${address}`) && isInside(`64:ff9b::${address}`)).toBe(
          true,
        );
      }),
    );
  });

  it('are not connected to where a name leads there', async () => {
    const receiver = await startWebhookReceiver();
    const url = receiver.url.replace('http:', 'https:').replace('127.0.0.1', 'localhost');
    expect(await postOutside(url, { headers: {}, body: '{}' }, new Set())).toEqual({
      outcome: 'retry',
      reason: 'address refused: it is not on the public internet',
    });
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });
});
