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
  ['phone', 'тел. 123-45-67'],
  ['phone', 'phone 1234567'],
  ['phone', 'call (591)341-7776x12'],
  ['phone', 'Kunde unter 03662 585178 erreichbar'],
  ['phone', 'customer number 0353784755'],
  ['phone', '01 23 45 67 89'],
  ['phone', '020 7946 0958'],
  ['snils', '112 233 445 95'],
  ['snils', '112.233.445-95'],
  ['snils', 'СНИЛС 123-456-789-00'],
  ['inn', 'ИНН 500100 732259'],
  ['passport', 'серия 45 08 номер 123456'],
  ['passport', 'номер 123456 серия 4508'],
  ['passport', 'загранпаспорт 71 1234567'],
  ['passport', 'passport no. 123456789'],
  ['ssn', '219-09-9999'],
  ['ssn', 'SSN 219 09 9999'],
  ['ssn', 'social security number 219099999'],
  ['account', '40817810099910004312'],
  ['account', 'р/с 12345678901234567890'],
  ['card', '4222222222222'],
  ['card', '676100000006'],
  ['card', '213100000000001'],
  ['credential', 'PGPASSWORD=hunter2'],
  ['credential', 'DB_PASS=hunter2'],
  ['credential', 'PIN=499049904990'],
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
  'call took 1234567 ms',
  'driver 104.230.204.74',
  'called at 1731234567',
  'called on 2026-11-22, 10:15',
  'phone order 1234567',
  'order number 1234567890',
  'mobile build 20261122, version 2026.11.22',
  'service 89.174.174.136 of 1.2.3.4',
  'part 000-12-3456 and 123-00-4567 and 912-34-5678',
  'part A-219-09-9999 and 219-09-9999-1',
  'sum of 12345678901234567890 units',
  'GET /users/profile/{userId}',
  '/users/by-email/:email',
  'chunk 41111111111111114111111111111111deadbeef written',
  'id ab12345678901234-1234-1234-123456789012',
  'first_pass=3, second-pass: 4',
  'digest be681234567890123456789012345678',
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

it.each([
  ['==', 'apikey == "hunter2"', 'apikey == "[credential]"'],
  ['===', "secret === 'hunter2'", "secret === '[credential]'"],
  [':=', 'token := hunter2', 'token := [credential]'],
  ['!=', 'password != "hunter2"', 'password != "[credential]"'],
  ['=>', 'pin => 4321', 'pin => [credential]'],
  ['~=', 'passphrase ~= hunter2', 'passphrase ~= [credential]'],
  ['+=', 'auth_token+=hunter2', 'auth_token+=[credential]'],
])('a pair with the sign %s keeps the sign and loses the value', (_, text, scrubbed) => {
  expect(createGate(defaultPolicy).scrubText('log.body', text)).toBe(scrubbed);
});

it.each([
  ['a new line', String.raw`{"m":"a\n89161234567"}`],
  ['a tab', String.raw`{"m":"a\tINN 500100732259"}`],
  ['both', String.raw`{"m":"a\r\n112-233-445 95"}`],
  ['JSON in JSON', JSON.stringify({ m: JSON.stringify({ m: 'a\nDE89370400440532013000' }) })],
  ['JSON in JSON in JSON', JSON.stringify([JSON.stringify([JSON.stringify(['a\tAKIAIOSFODNN7EXAMPLE'])])])],
  ['an escaped sign in JSON in JSON', String.raw`{"a":"{\"to\":\"anna\\u0040example.com\"}"}`],
  ['bytes of a program text', String.raw`b'anna\x40example.com'`],
  ['octal escapes', String.raw`anna\100example.com`],
  ['escapes of JavaScript', String.raw`anna\u{40}example.com`],
  ['escapes of Python', String.raw`anna\U00000040example.com`],
  ['old percent escapes', 'anna%u0040example.com'],
  ['a Windows path in JSON', String.raw`{"p":"C:\\buyers\\anna\\x"}`],
])('%s does not hide what follows it', (_, text) => {
  const scrubbed = createGate(defaultPolicy).scrubText('log.body', text);
  expect(scrubbed).toMatch(/\[(?:phone|inn|snils|iban|access_key|email|person)\]/);
  expect(scrubbed).not.toMatch(/\d{6}|anna|AKIA/);
});

it('what was found keeps the escapes around it', () => {
  const gate = createGate(defaultPolicy);
  expect(gate.scrubText('log.body', String.raw`{"m":"a\n89161234567\tb"}`)).toBe(
    String.raw`{"m":"a\n[phone]\tb"}`,
  );
  expect(gate.scrubText('log.body', 'до%20анна%40почта.рф%20после')).toBe('до%20[email]%20после');
});
