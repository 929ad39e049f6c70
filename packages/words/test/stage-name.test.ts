import { stageName } from '@ordertrace/words';
import { describe, expect, it } from 'vitest';

const shop = {
  name: 'shop',
  stages: [
    { name: 'PAID', names: { en: 'Paid', ru: 'Оплачен' } },
    { name: 'ON_THE_WAY', names: { ru: 'В пути' } },
    { name: 'IN_PRODUCTION' },
  ],
};
const repairs = {
  name: 'repairs',
  stages: [
    { name: 'PAID', names: { en: 'Repair paid' } },
    { name: 'IN_PRODUCTION', names: { en: 'On the bench' } },
  ],
};

describe('the name of a stage', () => {
  it('is the one of the flow file in the language of the reader', () => {
    expect(stageName('PAID', 'en', [shop])).toBe('Paid');
    expect(stageName('PAID', 'ru', [shop])).toBe('Оплачен');
  });

  it('is the one in the other language, where the file has no other', () => {
    expect(stageName('ON_THE_WAY', 'en', [shop])).toBe('В пути');
    expect(stageName('PAID', 'ru', [repairs])).toBe('Repair paid');
  });

  it('is the code in words, where the file has none', () => {
    expect(stageName('IN_PRODUCTION', 'ru', [shop])).toBe('In production');
    expect(stageName('ready_to-ship', 'en', [shop])).toBe('Ready to ship');
    expect(stageName('LeftShop', 'en', [])).toBe('LeftShop');
    expect(stageName('УПАКОВАН_В_КОРОБКУ', 'ru', [])).toBe('Упакован в коробку');
    expect(stageName('', 'en', [shop])).toBe('');
  });

  it('is that of the first flow with one, where the flow is unknown', () => {
    expect(stageName('PAID', 'en', [shop, repairs])).toBe('Paid');
    expect(stageName('PAID', 'en', [repairs, shop])).toBe('Repair paid');
    expect(stageName('IN_PRODUCTION', 'en', [shop, repairs])).toBe('On the bench');
  });
});
