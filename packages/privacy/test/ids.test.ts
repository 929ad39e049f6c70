import { pseudonymPattern } from '@ordertrace/conventions';
import { createGate, defaultPolicy, stopped, type GateOptions } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';
import { withLuhn } from '../src/samples/with-checksum.js';

const place = 'span.attribute';
const pseudonym = new RegExp(`^${pseudonymPattern}$`);
const key = Buffer.alloc(32, 1);
const gateWith = (options: GateOptions = {}) => createGate(defaultPolicy, { pseudonymKey: key, ...options });
const card = '4111111111111111';
/** Sixteen digits of an order number: a date, a counter, and no card's check digit. */
const orderNumber = (i: number) => `42${String(7_000_123 + i * 977).padStart(14, '3')}`;
const passing = (i: number) => withLuhn(`42${String(7_000_123 + i * 977).padStart(13, '3')}`);

describe('an id that is personal data', () => {
  it.each(['anna@example.com', '+79161234567', card, 'password=hunter2', 'x'.repeat(1025)])(
    'becomes a pseudonym: %s',
    (id) => {
      const gate = gateWith();
      const kept = gate.scrubAttribute(place, 'order_id', id);
      expect(kept).toMatch(pseudonym);
      expect(gate.scrubAttribute('log.attribute', 'messaging.message.id', id)).toBe(kept);
      expect(gate.scrubAttribute(place, 'order_id', kept)).toBe(kept);
      expect(gate.scrubText('log.body', `order ${String(kept)}`)).toBe(`order ${String(kept)}`);
      expect(gate.counts()[0]?.place).toBe(place);
    },
  );

  it('has one of its own, by a key that two gates share', () => {
    const ids = Array.from({ length: 200 }, (_, i) => `customer${i}@example.com`);
    const [one, other, third] = [gateWith(), gateWith(), gateWith({ pseudonymKey: Buffer.alloc(32, 2) })];
    const of = (gate: typeof one) => ids.map((id) => gate.scrubAttribute(place, 'order_id', id));
    expect(new Set(of(one)).size).toBe(ids.length);
    expect(of(other)).toEqual(of(one));
    expect(of(third)[0]).not.toBe(of(one)[0]);
  });

  it('is dropped where there is no key', () => {
    expect(createGate(defaultPolicy).scrubAttribute(place, 'order_id', 'anna@example.com')).toBe(stopped);
    expect(createGate(defaultPolicy).scrubId(place, 'resource', 'anna@example.com')).toBe(stopped);
  });

  it('becomes a pseudonym in lists, maps and as a number', () => {
    const gate = gateWith();
    const [first, second] = gate.scrubAttribute(place, 'order_id', ['7', card]) as string[];
    expect(first).toBe('7');
    expect(second).toMatch(pseudonym);
    expect(gate.scrubAttribute(place, 'order_id', Number(card))).toBe(second);
    expect(gate.scrubAttribute(place, 'order_id', BigInt(card))).toBe(second);
    expect(gate.scrubValue('log.body', new Map([['order_id', card]]))).toEqual(
      new Map([['order_id', second]]),
    );
    expect(gate.scrubAttribute(place, 'order_id', 4_111_111_111_111_112n)).toBe(4_111_111_111_111_112n);
  });

  it('is judged under further keys that hold ids', () => {
    expect(gateWith().scrubId(place, 'resource', 'anna@example.com')).toMatch(pseudonym);
    const gate = gateWith({ idKeys: ['http.vorgang'] });
    expect(gate.scrubAttribute(place, 'http.vorgang', '+79161234567')).toMatch(pseudonym);
    expect(gate.scrubAttribute(place, 'http.vorgang', '89161234567')).toBe('89161234567');
  });

  it('is nothing but digits that mean a phone or a taxpayer elsewhere', () => {
    for (const id of ['89161234567', '500100732259', '11223344595', '1027700132195', 'A-48213'])
      expect(gateWith().scrubAttribute(place, 'order_id', id)).toBe(id);
  });
});

describe('an order number that passes a check of cards', () => {
  const of = (tenant: string, gate = gateWith()) => ({
    gate,
    judge: (id: string) => gate.scrubAttribute(place, 'order_id', id, tenant),
  });

  it('stays where the tenant has such numbers, most of which do not pass', () => {
    const { gate, judge } = of('north');
    for (let i = 0; i < 7; i++) judge(orderNumber(i));
    expect(judge(passing(7))).toBe(passing(7));
    expect(gate.scrubAttribute(place, 'order_id', passing(8), 'south')).toMatch(pseudonym);
    expect(gate.scrubAttribute(place, 'order_id', passing(8), 'north')).toBe(passing(8));
    expect(judge(withLuhn('424242424242424242'))).toMatch(pseudonym);
  });

  it('gets a pseudonym while fewer than eight are known, and keeps it', () => {
    const { judge } = of('north');
    for (let i = 0; i < 6; i++) judge(orderNumber(i));
    const early = judge(passing(7));
    expect(early).toMatch(pseudonym);
    for (let i = 8; i < 20; i++) judge(orderNumber(i));
    expect(judge(passing(7))).toBe(early);
    expect(judge(passing(9))).toBe(passing(9));
  });

  it('is a card where all of them pass, however often one is sent', () => {
    const { judge } = of('north');
    for (let i = 0; i < 40; i++)
      expect(judge(withLuhn(`42${String(i * 234_567_890_123 + 99).padStart(13, '0')}`))).toMatch(pseudonym);
    const again = of('south');
    for (let i = 0; i < 40; i++) expect(again.judge(card)).toMatch(pseudonym);
  });

  it('stays where numbers are counted up, although all pass', () => {
    const { gate, judge } = of('north');
    const counted = Array.from({ length: 40 }, (_, i) =>
      withLuhn(`42702026113${String(i).padStart(4, '0')}`),
    );
    for (const id of counted) gate.sawId('north', id);
    expect(counted.map(judge)).toEqual(counted);
    expect(judge(card)).toMatch(pseudonym);
  });

  it('is judged by the tenant that its record names', () => {
    const gate = gateWith();
    for (let i = 0; i < 9; i++) gate.sawId('north', orderNumber(i));
    const attributes = { order_id: passing(1), tenant_id: 'north' };
    gate.scrubAttributes(place, attributes);
    expect(attributes.order_id).toBe(passing(1));
    const others = { order_id: passing(1), tenant_id: 'south' };
    gate.scrubAttributes(place, others);
    expect(others.order_id).toMatch(pseudonym);
    expect(
      gate.scrubValue('log.body', new Map(Object.entries({ order_id: passing(2), tenant_id: 'north' }))),
    ).toEqual(new Map(Object.entries({ order_id: passing(2), tenant_id: 'north' })));
  });
});

describe('ids in texts', () => {
  const pattern = /order (\S+)/g;
  const idsIn: GateOptions['idsIn'] = ({ place: at, key: attribute }, text) =>
    at === 'log.body' || attribute === 'url.path'
      ? Array.from(text.matchAll(pattern), ({ index, 1: id = '' }) => ({
          start: index + 6,
          end: index + 6 + id.length,
        }))
      : [];
  const gate = gateWith({ idsIn });
  const scrub = (text: string) => gate.scrubText('log.body', text);

  it('stay where they only look like a phone or a taxpayer, and differ', () => {
    expect(scrub('order 89161234567 accepted')).toBe('order 89161234567 accepted');
    expect(scrub('order 500100732259 for 89161234567')).toBe('order 500100732259 for [phone]');
    expect(gate.scrubText('span.name', 'order 89161234567')).toBe('order [phone]');
  });

  it('become pseudonyms where they are personal data', () => {
    const kept = gate.scrubAttribute(place, 'order_id', '+79161234567') as string;
    expect(scrub('order +79161234567 accepted')).toBe(`order ${kept} accepted`);
    expect(scrub('order anna@example.com of bob@example.com')).toMatch(
      new RegExp(`^order ${pseudonymPattern} of \\[email\\]$`),
    );
    expect(scrub('order 4111111111111111')).not.toBe(scrub('order 4012888888881881'));
  });

  it('become pseudonyms where they are secrets, or part of something longer', () => {
    expect(scrub(`order ghp_${'a1B2'.repeat(9)} sent`)).toMatch(
      new RegExp(`^order ${pseudonymPattern} sent$`),
    );
    const part = createGate(defaultPolicy, {
      pseudonymKey: key,
      idsIn: (_, text) => [{ start: text.indexOf('anna'), end: text.indexOf('anna') + 4 }],
    });
    expect(part.scrubText('log.body', 'mail anna@example.com now')).toMatch(
      new RegExp(`^mail ${pseudonymPattern}\\[email\\] now$`),
    );
  });

  it('are lost with the finding where there is no key', () => {
    const keyless = createGate(defaultPolicy, { idsIn });
    expect(keyless.scrubText('log.body', 'order anna@example.com')).toBe('order [email]');
    expect(keyless.scrubText('log.body', 'order 89161234567')).toBe('order 89161234567');
  });
});
