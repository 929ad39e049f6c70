import { createGate, defaultPolicy, policyFrom, PolicyError } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';

const gate = createGate(defaultPolicy);
const scrub = (text: string) => gate.scrubText('log.body', text);
const byWords = createGate({ ...defaultPolicy, phoneRegions: [] });

describe('a phone number in national form', () => {
  it.each([
    'тел. 123-45-67',
    'телефона нет, есть 123-45-67',
    'PHONE 123456',
    'Telefonnummer 123456',
    'whatsapp of his wife: 1234567',
    'call 123456789',
    'called him back on 0171 1234567',
    'перезвоните на 8916 123 4567',
    'number of the customer 0171 1234567',
    'customer 0171 1234567',
    'phone number 1234567',
    'call the customer at 123456789',
    'клиент, номер 916123456',
    'at 0171 1234567 (mobile)',
    '0171 1234567, erreichbar',
    'tel.(495)1234567',
    'phone\u00a01234567 ext. 12',
    'phone 123-4567 доб. 5, later',
  ])('is found by the words beside it: %s', (text) => {
    const scrubbed = byWords.scrubText('log.body', text);
    expect(scrubbed).toContain('[phone]');
    expect(scrubbed.replace('[phone]', '')).not.toMatch(/\d/);
  });

  it.each([
    'phone 12345',
    'phone 1234567890123456',
    'phone a b c d 1234567',
    'phone\n1234567',
    'phone 1 and 1234567',
    'phone 1234567 ms',
    'phone 1234567x',
    'phone A1234567',
    'phone 1234567-A',
    'phone order 1234567',
    'phone 2026-11-22',
    'phone 22.11.2026',
    'phone 1.2.3.444',
    'call 12345678',
    'call 1734567890',
    'call 1234567890123',
    'call id 123456789',
    'number 123456789',
    'number 12345678',
    'customer 123456789',
    'order customer 0171 1234567',
    'see 1234567',
    'at 123456789 (x) phone',
  ])('is none: %s', (text) => expect(byWords.scrubText('log.body', text)).toBe(text));

  it('needs no word where a region of the policy knows it', () => {
    const of = (regions: string[], text: string) =>
      createGate(policyFrom({ phone_regions: regions })).scrubText('log.body', text);
    expect(of(['DE'], 'see 030 12345678')).toBe('see [phone]');
    expect(of(['FR', 'DE'], 'see 030 12345678')).toBe('see [phone]');
    expect(of(['FR'], 'see 030 12345678')).toBe('see 030 12345678');
    expect(of([], 'see 030 12345678')).toBe('see 030 12345678');
    expect(of(['IT'], 'see 347 123 4567')).toBe('see [phone]');
    expect(scrub('see 347 123 4567')).toBe('see 347 123 4567');
  });

  it.each([
    ['gaps elsewhere', 'see 030 1 2345678'],
    ['no gap', 'see 03012345678'],
    ['its first digit missing', 'see 30 12345678'],
    ['too few digits', 'see 030 12345'],
    ['no such area', 'see 020 7946 9999 99'],
  ])('is none with %s', (_, text) => expect(scrub(text)).toBe(text));

  it.each([['XX'], ['de'], ['']])('has no region %s', (region) =>
    expect(() => policyFrom({ phone_regions: [region] })).toThrow(PolicyError),
  );

  it('names the region that is none, and the way out', () => {
    expect(() => policyFrom({ phone_regions: ['DE', 'XX'] })).toThrow(/phone_regions.*"XX".*ISO 3166/);
  });
});
