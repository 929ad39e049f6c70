import { describe, expect, it } from 'vitest';
import { createGate, defaultPolicy, stopped } from '../src/index.js';

const gate = createGate(defaultPolicy);
const card = '4111111111111111';
const groups = '5555 5555 5555 4444';
const person = '{"email":"anna@example.com","id":1}';
const secret = 'hunter2Secret';

const inZeros = (zero: number, text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const apart = (text: string, sign: string) => Array.from(text).join(sign);

describe('a secret that does not look like one', () => {
  it.each<readonly [string, string]>([
    ['full-width digits', inZeros(0xff10, card)],
    ['Arabic digits', inZeros(0x660, card)],
    ['mathematical digits', inZeros(0x1d7ce, groups)],
    ['characters without width between', apart(card, '\u200b')],
    ['soft hyphens between', apart(card, '\u00ad')],
    ...['\u00a0', '\u2009', '\u202f', '–', '\u2011', '−', '/', '_', '\t', '\n', ',', '|', '+', '   '].map(
      (sign) => [`groups with ${JSON.stringify(sign)}`, groups.replaceAll(' ', sign)] as const,
    ),
    ['percent signs', groups.replaceAll(' ', '%20')],
    ['a JSON list', `[${groups.replaceAll(' ', ',')}]`],
    ['Base64', Buffer.from(`card ${card}`).toString('base64')],
    ['Base64 of a JSON with an e-mail', Buffer.from(person).toString('base64')],
    ['Base64 for addresses', `state=${Buffer.from(person).toString('base64url')}`],
    ['Base64 in Base64', Buffer.from(Buffer.from(person).toString('base64')).toString('base64')],
    ['Base64 behind a slash', `/s/${Buffer.from(person).toString('base64url')}`],
    ['hexadecimal', Buffer.from('anna@example.com').toString('hex')],
    ['an e-mail with a percent sign', 'anna%40example.com'],
    ['an e-mail encoded twice', 'anna%2540example.com'],
    ['an e-mail as HTML', 'anna&#64;example.com'],
    ['an e-mail in a JSON escape', String.raw`{"to":"anna\u0040example.com"}`],
    ['an e-mail with a full-width sign', 'anna＠example.com'],
    ['an e-mail with characters without width', 'an\u200bna@exa\u200bmple.com'],
    ['an e-mail in UTF-16', Buffer.from('anna@example.com', 'utf16le').toString('latin1')],
    ['an e-mail with a quoted name', '"anna petrova"@example.com'],
    ['a phone with full-width digits', `＋${inZeros(0xff10, '79161234567')}`],
    ['a phone with narrow blanks', '+7\u202f916\u202f123\u201145\u201167'],
    ['an IBAN with narrow blanks', 'DE89\u20093704\u20090044\u20090532\u20090130\u200900'],
    ['an INN with full-width digits', `ИНН ${inZeros(0xff10, '500100732259')}`],
    ['a sum with narrow blanks', '12\u2009345,60\u2009₽'],
  ])('is found: %s', (_, text) => {
    const scrubbed = gate.scrubText('log.body', text);
    expect(scrubbed).toMatch(/\[(card|email|phone|iban|inn|money)\]/);
    expect(scrubbed.replace(/\[\w+\]/g, '')).not.toMatch(/\p{Nd}{6}|anna|example/u);
  });

  it.each([
    `pаsswоrd=${secret}`,
    `pass\u200bword=${secret}`,
    `password%3D${secret}`,
    `<db:password kind="x">${secret}</db:password>`,
    `{"p\\u0061ssword":"${secret}"}`,
    `password => ${secret}`,
    `Basic ${Buffer.from(`anna:${secret}`).toString('base64')}`,
    `{"customer":{"id":5,"name":"${secret}"},"stage":"x"}`,
    `{"user":{"ids":[1],"name":"${secret}"}}`,
    `https://sign.example/back#id_token=${secret}&state=${secret}`,
    `Key (name, phone)=(${secret}, 1) already exists.`,
    `Failing row contains (1, ${secret}, 1200.50).`,
    `insert into customers (name) values ('${secret}') failed`,
    `select * from customers where name = '${secret}'`,
    `/customers/${secret}/orders`,
    String.raw`C:\Users\${secret}\app.js`,
  ])('is found by what stands before it: %s', (text) => {
    const scrubbed = gate.scrubText('exception.message', text);
    expect(scrubbed).not.toContain(secret);
    expect(scrubbed).not.toContain(Buffer.from(`anna:${secret}`).toString('base64'));
  });

  it.each([
    `INSERT INTO t VALUES ("${secret}", E'it\\'s ${secret}', 5)`,
    `SELECT * FROM t WHERE name = "${secret}"`,
    `{"find":"customers","filter":{"name":"${secret}","age":41}}`,
    `HSET customer:1 name ${secret}`,
  ])('is no part of a statement: %s', (text) => {
    expect(gate.scrubAttribute('span.attribute', 'db.query.text', text)).not.toContain(secret);
  });

  it.each([
    [['4111', '1111', '1111', '1111']],
    [[4111, 1111, 1111, 1111]],
    [['anna', '@', 'example.com']],
    [['authorization', `${secret}=`]],
  ])('is found over the items of a list: %j', (list) => {
    expect(gate.scrubAttribute('span.attribute', 'event.parts', list)).toBe(stopped);
  });

  it('is found in keys, whichever way they are written', () => {
    for (const key of ['event.pаssword', `event.${inZeros(0xff10, card)}`, 'event.anna%40example.com']) {
      expect(gate.scrubAttribute('span.attribute', key, 'x')).toBe(stopped);
    }
    expect(gate.scrubAttribute('log.body', 'event.data', new Map([['event.anna＠example.com', 1]]))).toEqual(
      new Map(),
    );
  });

  it('is found in a number with a fraction', () => {
    expect(gate.scrubAttribute('span.attribute', 'event.n', 4111111111111111.5)).toBe(stopped);
  });

  it('keeps no bytes that nobody can read', () => {
    const bytes = Uint8Array.of(0x1f, 0x8b, 8, 0, 0xff);
    expect(gate.scrubAttribute('span.attribute', 'event.data', bytes)).toBe(stopped);
    expect(gate.counts()).toContainEqual(expect.objectContaining({ detector: 'unreadable' }));
  });

  it.each(['order_id', 'tenant_id', 'messaging.message.id'])(
    'leaves no id that all such orders would share, where there is no key for pseudonyms: %s',
    (key) => {
      expect(gate.scrubAttribute('span.attribute', key, 'anna@example.com')).toBe(stopped);
      expect(gate.scrubAttribute('span.attribute', key, '+79161234567')).toBe(stopped);
      expect(gate.scrubAttribute('span.attribute', key, 'A-48213')).toBe('A-48213');
    },
  );
});

describe('addresses in texts', () => {
  const of = (ipAddresses: 'keep' | 'private' | 'drop', text: string) =>
    createGate({ ...defaultPolicy, ipAddresses }).scrubText('log.body', text);

  it('go as the policy says', () => {
    expect(of('private', 'client 85.12.13.14 left')).toBe('client [ip_address] left');
    expect(of('private', 'from 2a02:6b8::2:242 at noon')).toBe('from [ip_address] at noon');
    expect(of('private', 'client 10.0.0.7 left')).toBe('client 10.0.0.7 left');
    expect(of('drop', 'client 10.0.0.7 left')).toBe('client [ip_address] left');
    expect(of('keep', 'client 85.12.13.14 left')).toBe('client 85.12.13.14 left');
  });

  it('are not seen in versions and addresses of servers', () => {
    for (const text of ['Chrome/120.0.0.0', 'driver 1.2.3.4', 'http://85.12.13.14:80/orders']) {
      expect(of('drop', text)).toBe(text);
    }
  });
});

describe('what only looks like a disguise', () => {
  it.each([
    'calculation-service',
    'InventoryReservationHandler',
    'order_status_changed_event',
    '/api/v1/orders/48213/journey',
    '/users/:id/orders/{order_id}',
    '/customers/1057/orders',
    'GET /orders/*',
    'Заказ № 48213 — «готов» к отправке…',
    "can't read the model's file",
    'Bearer authentication',
    'select a model from the list',
    '«Ключ» найден: 3 из 5 (60 %)',
    '100%25 of 5 &amp; more',
    'at file:///srv/app/dist/main.js:12:5',
    '2026\u201111\u201123',
  ])('stays: %s', (text) => {
    expect(gate.scrubText('span.name', text)).toBe(text);
  });
});
