import { createGate, defaultPolicy, type Detector } from '@ordertrace/privacy';
import { expect, it } from 'vitest';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLWl0';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

const secrets: readonly (readonly [Detector, string])[] = [
  ['card', '4111111111111111'],
  ['card', '4111 1111 1111 1111'],
  ['card', '5500-0000-0000-0004'],
  ['card', '2200700000000009'],
  ['card', '378282246310005'],
  ['iban', 'GB82WEST12345698765432'],
  ['iban', 'DE89 3704 0044 0532 0130 00'],
  ['email', 'anna.petrova@example.com'],
  ['email', 'анна@почта.рф'],
  ['email', 'anna%40example.com'],
  ['phone', '+7 916 123-45-67'],
  ['phone', '8 (495) 123-45-67'],
  ['phone', '89161234567'],
  ['phone', '+44 20 7946 0958'],
  ['inn', '500100732259'],
  ['inn', 'ИНН 7707083893'],
  ['snils', '112-233-445 95'],
  ['snils', '11223344595'],
  ['ogrn', '1027700132195'],
  ['passport', '45 08 123456'],
  ['passport', 'паспорт 4508123456'],
  ['jwt', jwt],
  ['private_key', pem],
  ['access_key', 'AKIAIOSFODNN7EXAMPLE'],
  ['access_key', `ghp_${'a1B2'.repeat(9)}`],
  ['access_key', `sk_live_${'a1B2'.repeat(6)}`],
  ['basic_auth', 'postgres://shop:hunter2@db/shop'],
  ['credential', 'password=hunter2'],
  ['credential', '"api_key": "hunter2"'],
  ['credential', 'Authorization: Basic aHVudGVyMg=='],
  ['credential', 'пароль: hunter2'],
  ['person', '{"customer_name":"Anna Petrova"}'],
  ['person', 'ФИО: Петрова Анна'],
  ['money', 'price=4990'],
  ['money', 'стоимость: 4990'],
  ['money', '4 990 ₽'],
  ['money', '$49.90'],
  ['url_query', 'https://shop.example/find?q=Petrova'],
];

it.each(secrets)('%s is found in "%s", alone and in a sentence, and counted', (detector, secret) => {
  for (const text of [secret, `it said ${secret}, and so on`]) {
    const gate = createGate(defaultPolicy);
    const scrubbed = gate.scrubText('log.body', text);
    expect(scrubbed).not.toBe(text);
    expect(scrubbed).not.toMatch(/hunter2|4990|49\.90|Petrova|Петрова|[a-z]@|\d{6}/);
    expect(gate.counts().map((count) => count.detector)).toContain(detector);
    expect(JSON.stringify(gate.counts())).not.toContain(secret);
    expect(gate.scrubText('log.body', scrubbed)).toBe(scrubbed);
  }
});

it.each([
  'order 48213 stands in PRICED since 2026-11-22T09:00:00.123456789Z',
  'GET /work-orders/48213/claim 201 in 12.5 ms',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'order.submitted: message not handled; it will come again',
  'ORD-2026-000123456',
  '0af7651916cd43dd8448eb211c80319c',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'node:internal/process/task_queues:105:5',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0',
  'SELECT * FROM orders WHERE id = $1 AND stage = $2',
])('"%s" stays as it is', (text) => {
  expect(createGate(defaultPolicy).scrubText('log.body', text)).toBe(text);
});

it('a statement loses its literals and keeps its names', () => {
  const gate = createGate(defaultPolicy);
  expect(
    gate.scrubAttribute(
      'span.attribute',
      'db.query.text',
      "SELECT t2.a FROM t2 WHERE n = 'O''Hara' AND p > 4990 -- x",
    ),
  ).toBe('SELECT t2.a FROM t2 WHERE n = ? AND p > ? ');
});
