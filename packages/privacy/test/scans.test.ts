import { createGate, defaultPolicy, stopped } from '@ordertrace/privacy';
import { describe, expect, it, vi } from 'vitest';
import { plainTexts } from '../src/disguise.js';
import { hiddenInList } from '../src/hidden-in-list.js';
import { withoutIds } from '../src/id-ranges.js';
import { scanAts, scanQueries } from '../src/scan-addresses.js';
import { scanDocuments } from '../src/scan-documents.js';
import { scanEncoded } from '../src/scan-encoded.js';
import { scanIps } from '../src/scan-ips.js';
import { scanMoney } from '../src/scan-money.js';
import { scanNumbers } from '../src/scan-numbers.js';
import { scanPairs } from '../src/scan-pairs.js';
import { scanPhones } from '../src/scan-phones.js';
import { scanPersonalPaths } from '../src/scan-personal-paths.js';
import { scanSql } from '../src/scan-sql.js';
import { scanQuotedStatements, scanRefusedRows } from '../src/scan-statements.js';
import type { Finding } from '../src/detectors.js';

const gate = createGate(defaultPolicy);
const scrub = (text: string) => gate.scrubText('log.body', text);
/** The text with each finding in brackets. */
const marked = (text: string, findings: readonly Finding[]) => {
  let result = '';
  let from = 0;
  for (const { start, end } of [...findings].sort((a, b) => a.start - b.start)) {
    result += `${text.slice(from, start)}[${text.slice(start, end)}]`;
    from = end;
  }
  return result + text.slice(from);
};
/** A table of texts in which the found parts are in brackets. */
const table = (scan: (text: string) => readonly Finding[], ...expected: readonly string[]) =>
  it.each(expected)('%s', (one) => {
    const text = one.replace(/[⟦⟧]/g, '');
    expect(marked(text, scan(text))).toBe(one.replaceAll('⟦', '[').replaceAll('⟧', ']'));
  });

describe('a statement without its literals', () => {
  it.each([
    ["select 'a'", 'select ?'],
    ["select 'it''s', 5", 'select ?, ?'],
    ["select 'unclosed", 'select ?'],
    ["select 'a'5", 'select ??'],
    ['select 5, 5.25, 5e10, 5e-3, 0.5', 'select ?, ?, ?, ?, ?'],
    ['select t2.c1, $1, a5, 5a from t2', 'select t2.c1, $1, a5, 5a from t2'],
    ['select a -- a comment\nfrom t', 'select a \nfrom t'],
    ['select a /* a comment */ from t', 'select a  from t'],
    ['select a /* unclosed', 'select a '],
    ['select $$a$$, $t$b$t$ from t', 'select ?, ? from t'],
    ['select $t$unclosed', 'select ?'],
    ['select "name" from "t"', 'select "name" from "t"'],
    ['where a = "x"', 'where a = ?'],
    ['where a > "x" and b < "y"', 'where a > ? and b < ?'],
    ['where a like "x"', 'where a like ?'],
    ['where a regexp "x"', 'where a regexp ?'],
    ['where a in ("x")', 'where a in (?)'],
    ['where a in( "x")', 'where a in( ?)'],
    ['where a = "t"."x"', 'where a = "t"."x"'],
    ['insert into t values ("x", "y") on conflict ("id")', 'insert into t values (?, ?) on conflict ("id")'],
    ['insert into t values ("x") returning "id"', 'insert into t values (?) returning "id"'],
    ['insert into t VALUES ("x") as "new"', 'insert into t VALUES (?) as "new"'],
    ['SET key value', 'SET key ?'],
    ['HSET key field value', 'HSET key ?'],
    ['  LPUSH queue value', '  LPUSH queue ?'],
    ['SET search_path to public', 'SET search_path to public'],
    ['SET a = b', 'SET a = b'],
    ['GET key value', 'GET key value'],
    ['please SET key value', 'please SET key value'],
    ['\tSET  key  value', '\tSET  key  ?'],
    ['SETkey value', 'SETkey value'],
    ['SET key', 'SET key'],
    ['SET key local', 'SET key local'],
    ['{"find":"t","limit":5,"a":-1.5,"b":{"c":"d"}}', '{"find":"?","limit":"?","a":"?","b":{"c":"?"}}'],
    ['[{"a" : "b"}]', '[{"a" : "?"}]'],
    ['{"a":"unclosed', '{"a":"?"'],
  ])('%s is %s', (text, without) => {
    expect(gate.scrubAttribute('span.attribute', 'db.query.text', text)).toBe(without);
  });

  table(
    scanSql,
    String.raw`select ⟦'it\'s'⟧ x`,
    String.raw`where a = ⟦"it\"s"⟧ x`,
    String.raw` {"a":⟦"it\"s"⟧,"b":⟦5⟧}`,
    String.raw`{"it\"s":⟦5⟧}`,
  );

  it('counts each', () => {
    expect(scanSql("a = 'b' and c = 5").map(({ detector, instead }) => [detector, instead])).toEqual([
      ['sql_literal', '?'],
      ['sql_literal', '?'],
    ]);
  });
});

describe('a statement in another text', () => {
  table(
    scanQuotedStatements,
    "failed: insert into t values (⟦'a'⟧, ⟦5⟧)",
    "failed: delete from t where a = ⟦'b'⟧",
    "failed: update public.t set a = ⟦'b'⟧",
    "failed: merge into t values (⟦'b'⟧)",
    "failed: select a from t where a = ⟦'b'⟧",
    "failed: select a from t having a = ⟦'b'⟧",
    "select the 'best' from t",
    "select from t the 'best'",
    "the 'selection' from t where",
    'insert into t values (5)',
    "'inserted' into t",
    "an update of 'settings'",
  );
});

describe('a refused row', () => {
  table(
    scanRefusedRows,
    'Key (name)=(⟦Anna, 1⟧) already exists.',
    'Key (name)=(⟦Anna⟧) is not present in table "t".',
    'Key (name)=(⟦Anna⟧) is still referenced',
    'Key (name)=(⟦Anna⟧) conflicts with',
    'Ключ "(name)=(⟦Анна⟧)" уже существует',
    'Key (name)=(⟦Anna (1)⟧) already exists.',
    'Key (name)=(⟦Anna⟧).',
    'Key (name)=(⟦Anna⟧)',
    'Failing row contains (⟦1, Anna, null).⟧',
    'Ошибочная строка содержит (⟦1, Анна).⟧',
    'f(name)=(Anna) otherwise',
    'one row contains (1)',
  );
});

describe('a pair', () => {
  table(
    scanPairs,
    'password=⟦a⟧',
    'password = ⟦a⟧ b',
    'password: ⟦a⟧ b',
    'password="⟦a b⟧" c',
    "password='⟦a b⟧' c",
    'password=`⟦a b⟧` c',
    'password="⟦a\\"b⟧" c',
    String.raw`{\"password\":\"⟦a b⟧\", \"c\":1}`,
    'password="⟦unclosed⟧',
    'name: a',
    'customer_name: ⟦Anna Petrova⟧, 5',
    'customer_name=⟦Anna⟧ Petrova',
    'customer_name: ⟦Anna⟧;x',
    'password=⟦a⟧&b',
    'password=⟦a⟧,b',
    'password=⟦a⟧;b',
    'password=⟦a⟧)b',
    'password=Bearer ⟦a⟧ b',
    'authorization: token   ⟦a⟧',
    'Authorization: ApiKey ⟦a⟧',
    'password=',
    'password= ',
    'password=""',
    'password=*',
    'password=?',
    'password=⟦{a: {b}, c}⟧ d',
    'password=⟦[a, [b]]⟧ d',
    'password=⟦{a, [b], c⟧',
    'password=[credential]',
    'password="[credential]"',
    'password="⟦x[credential]⟧"',
    'password="⟦[credential]x⟧"',
    '{"customer":⟦{"name":"Anna"}⟧,"id":1}',
    '{"customer":⟦5⟧,"id":1}',
    '{"user":⟦{"name":"Anna"}⟧}',
    '{"user":5}',
    '<password>⟦a⟧</password>',
    '<db:password kind="x">⟦a⟧</db:password>',
    '<password>⟦a⟧',
    '<password>a<b>',
    '<password>[credential]</password>',
    '<colour>a</colour>',
    'pin => ⟦4321⟧',
    'pin :=⟦4321⟧',
    'pin ~= ⟦4321⟧',
    '=a',
    '5=a',
    ': a',
    'a.b-password_c1=⟦a⟧',
    'see password, a=b',
  );

  it('has a key of up to 48 characters', () => {
    expect(scanPairs(`password_${'a'.repeat(39)}=b`)).toHaveLength(1);
    expect(scanPairs(`password_${'a'.repeat(40)}=b`)).toHaveLength(0);
  });
});

describe('an address', () => {
  table(
    scanAts,
    'to ⟦anna@example.com⟧.',
    'to ⟦anna+b.c@mail.example.co.uk⟧, b',
    'to=⟦anna@example.com⟧&b',
    '/to/⟦anna@example.com⟧',
    '?⟦anna@example.com⟧',
    '⟦анна@почта.рф⟧',
    '⟦a@xn--e1afmkfd.xn--p1ai⟧',
    '⟦"anna petrova"@example.com⟧',
    '@example.com',
    'a @example.com',
    'anna@example',
    'anna@example.c',
    'anna@.com',
    'amqp://⟦shop:a⟧@db',
    'amqp://⟦shop⟧@db',
    'amqp://@db',
    'amqp://db/a@b',
    'amqp://a b@c',
    '⟦a@b.cd⟧ and ⟦e@f.gh⟧',
  );

  it('has up to 64 characters before its sign', () => {
    expect(scanAts(`${'a'.repeat(80)}@example.com`)).toEqual([{ start: 16, end: 92, detector: 'email' }]);
  });
});

describe('a query', () => {
  table(
    scanQueries,
    '/find?q=⟦a⟧&page=⟦2⟧ 200',
    '/find?⟦a⟧',
    '?q=⟦a⟧',
    'https://a.b/c?q=⟦a⟧#d',
    'is it /a?',
    'is it so?really=1',
    'a "b"?c=d',
    '(see /find?q=⟦a⟧)',
    '(see /find?q=⟦a(b))⟧',
    "/find?q=⟦o'hara⟧",
    "'/find?q=⟦a⟧' b",
    '/find?q=*&r=*',
    '/find?q=&r=⟦a⟧',
    '/back#id_token=⟦a⟧&state=⟦b⟧',
    '/back#section',
    'issue #5',
    'a/b c?d=e',
  );
});

describe('an address of a machine', () => {
  table(
    scanIps,
    'client ⟦85.12.13.14⟧ left',
    'client: ⟦85.12.13.14⟧',
    'ip=⟦85.12.13.14⟧',
    'from "⟦85.12.13.14⟧"',
    'адрес ⟦85.12.13.14⟧',
    'клиента ⟦85.12.13.14⟧',
    'от ⟦85.12.13.14⟧',
    '⟦85.12.13.14⟧:443 a',
    '⟦85.12.13.14⟧ - - [a]',
    'a 85.12.13.14:443111 b',
    'driver 85.12.13.14',
    'driver 85.12.13.14 a:443',
    'workaddress5 85.12.13.14',
    'from 85.12.13.14.15',
    'from 85.12.13.14a',
    'from 85.12.13.14-a',
    'from 285.12.13.14',
    'from v85.12.13.14',
    'from /85.12.13.14',
    'from @85.12.13.14',
    'from -85.12.13.14',
    'from ⟦85.12.13.14⟧.',
    'a ⟦2a02:6b8::2:242⟧ b',
    'a ⟦2A02:6B8::2:242⟧ b',
    'a 1a02:6b8::2:242 b',
    'a x2a02:6b8::2:242 b',
    'a 2a02:6b8::2:242x b',
    'a 2a02:6b8 b',
  );
});

describe('a sum', () => {
  table(
    scanMoney,
    '⟦5 ₽⟧',
    '⟦4 990,50 ₽⟧',
    "⟦1'000.50€⟧",
    '⟦5 руб⟧.',
    '⟦5 рублей⟧ a',
    '5 рубашек',
    '⟦5 USD⟧',
    '5 USDX',
    'a5 USD',
    'v.5 USD',
    '⟦₽5⟧ a',
    '⟦€ 5⟧ a',
    '⟦$49.90⟧',
    '⟦$ 1,000.50⟧',
    '⟦$100⟧',
    '$10',
    '$1 and $2',
    '⟦EUR 5⟧',
    '⟦GBP5⟧',
    'XEUR 5',
  );
});

describe('a person in a path', () => {
  table(
    scanPersonalPaths,
    '/customers/⟦anna⟧/orders',
    '/customer/⟦anna⟧',
    '/Users/⟦anna⟧/a.js',
    String.raw`C:\Users\⟦anna⟧\a`,
    '/home/⟦anna⟧',
    '/people/⟦anna⟧ petrova',
    '/members/⟦a⟧?b',
    '/recipients/⟦a⟧#b',
    '/accounts/⟦a⟧, b',
    '/buyers/⟦a⟧; b',
    '/profile/⟦a⟧) b',
    '/customers/1057/orders',
    '/customers/10-57.5',
    '/customers/0af7651916cd43dd8448eb211c80319c',
    '/customers/⟦0af7651916cd43d⟧',
    '/users/:id',
    '/users/{id}',
    '/users/<id>',
    '/users/[id]',
    '/users/*',
    '/users/me',
    '/users/ME/a',
    '/users/⟦mex⟧',
    '/users/index.html',
    '/users/v2',
    '/users/⟦v2x⟧',
    '/users/app.js',
    '/users/⟦app.jsx⟧',
    '/users/profile/{id}',
    '/users/profile/:id',
    '/users/profile/<id>',
    '/users/profile/[id]',
    '/users/profile/*',
    '/users/⟦profile5⟧/{id}',
    '/users/⟦profile⟧/5',
    '/orders/anna',
    'users/anna',
    '/customers/',
  );

  it('has a name of up to 128 characters', () => {
    const name = 'xy'.repeat(80);
    expect(scanPersonalPaths(`/users/${name}`)).toEqual([{ start: 7, end: 135, detector: 'person' }]);
  });
});

describe('a document', () => {
  table(
    scanDocuments,
    'a ⟦112-233-445 95⟧ b',
    'a ⟦112 233 445 95⟧',
    'a ⟦112.233.445-95⟧',
    'a ⟦112-233-44595⟧',
    'a 112-233-445 96',
    'a1112.233.445.95',
    'a 5112-233-445 95',
    'a 112-233-445 955',
    'снилс ⟦12345678900⟧',
    'SNILS № ⟦123 456 789 00⟧',
    'снилс 123456789001',
    'инн ⟦500100 732259⟧',
    'ИНН: ⟦7707083893⟧',
    'инн 7707083894',
    'инн клиента 7707083893',
    'серия ⟦45 08 номер 123456⟧',
    'серия ⟦4508 № 123456⟧ b',
    'серии: ⟦45-08, 123456⟧',
    'серия 45 08 номер 1234567',
    'номер ⟦123456 серия 4508⟧',
    '№ ⟦123456, series 45 08⟧',
    'паспорт ⟦45 08 123456⟧',
    'passport ⟦4508-123456⟧',
    'загранпаспорт ⟦71 1234567⟧',
    'passport no. ⟦123456789⟧',
    'passport ⟦AB1234567⟧',
    'паспорта № ⟦AB1234567⟧ b',
    'passport AB12',
    'passport ABCDEFGHI',
    'a ⟦219-09-9999⟧',
    'a 000-09-9999, 666-09-9999, 919-09-9999, 219-00-9999, 219-09-0000',
    'a 219-09-99991',
    'ssn ⟦219 09 9999⟧',
    'SSN: ⟦219099999⟧',
    'social security number ⟦219.09.9999⟧',
    'social-security no ⟦219099999⟧',
    'lessn 219099999',
    'a ⟦40817810099910004312⟧ b',
    'a ⟦40817.810.0.9991.0004312⟧ b',
    'a ⟦30101810400000000225⟧',
    'a ⟦42301643099910004312⟧',
    'a 50817810099910004312',
    'a 40917810099910004312',
    'a 40817811099910004312',
    'р/с ⟦50817811099910004312⟧',
    '⟦50817811099910004312⟧ БИК 044525225',
    'счёт ⟦50817811099910004312⟧',
    'account ⟦50817811099910004312⟧',
    'accounting50 x50817811099910004312',
  );

  it('of an account has its label within 120 characters', () => {
    const number = '50817811099910004312';
    expect(scanDocuments(`bik ${' '.repeat(116)}${number}`)).toHaveLength(1);
    expect(scanDocuments(`bik ${' '.repeat(117)}${number}`)).toHaveLength(0);
    expect(scanDocuments(`${number}${' '.repeat(117)}bik`)).toHaveLength(1);
    expect(scanDocuments(`${number}${' '.repeat(118)}bik`)).toHaveLength(0);
  });
});

describe('a number', () => {
  const card = '4111111111111111';
  table(
    (text) => scanNumbers(text, false),
    `a ⟦${card}⟧ b`,
    `id-⟦${card}⟧`,
    'a 123456789012 ⟦4111111111111111⟧',
    'a ⟦79161234567⟧ b',
    'a ⟦89161234567⟧',
    'a ⟦+4915112345678⟧',
    'a ⟦8 (495) 123-45-67⟧',
    'a 84951234567 b',
    'a ⟦(591) 341-7776⟧ b',
    'a ⟦591-341-7776⟧ b',
    'a ⟦495 123-45-67⟧ b',
    'a_79161234567',
    'a-79161234567',
    '79161234567a',
    '79161234567-a',
    'a ⟦45 08 123456⟧ b',
    'a ⟦4508 123456⟧ b',
    'паспорт клиента ⟦4508123456⟧',
    'a ⟦11223344595⟧ b',
    'a ⟦1027700132195⟧ b',
    'a ⟦500100732259⟧ b',
    'a 7707083893 b',
    'ИНН ⟦7707083893⟧ b',
    '⟦7707083893⟧ ИНН',
    'tax id: ⟦7707083893⟧',
    'a ⟦7707083893⟧ (ИНН)',
    'deadbeef4111111111111111deadbeef',
    '12345678-1234-1234-1234-123456789012',
    'a 10.79161234567.5 b',
    'to ⟦DE89370400440532013000⟧ b',
    'to ⟦DE89 3704 0044 0532 0130 00⟧ today',
    'to ⟦de89370400440532013000⟧',
    'xDE89370400440532013000',
    'to DE88370400440532013000',
  );

  table(
    (text) => scanNumbers(text, true),
    `⟦${card}⟧`,
    '⟦+79161234567⟧',
    'a +79161234567',
    '+79161234',
    '79161234567',
    '11223344595',
    'DE89370400440532013000',
    'ИНН 7707083893',
  );
});

it('a card beside another number has the name of a card', () => {
  const found = scanNumbers('a 123456789012 4111111111111111', false);
  expect(new Set(found.map(({ detector }) => detector))).toEqual(new Set(['card']));
});

describe('an encoded text', () => {
  const inside = (text: string) =>
    text.includes('secret') ? { start: 0, end: 6, detector: 'email' as const } : undefined;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const scan = (text: string) => scanEncoded(text, inside);

  it('is found whole', () => {
    for (const secret of [base64('a secret text here'), Buffer.from('a secret text').toString('hex')]) {
      const text = `a ${secret} b`;
      expect(scan(text)).toEqual([{ start: 2, end: 2 + secret.length, detector: 'email' }]);
    }
  });

  it('is found behind the slashes of a path, and in the address alphabet', () => {
    const secret = Buffer.from('a secret??>>?').toString('base64url');
    expect(secret).toMatch(/[_-]/);
    expect(marked(`/a/b/${secret}`, scan(`/a/b/${secret}`))).toBe(`/a/b/[${secret}]`);
  });

  it.each([
    ['with other content', base64('nothing of interest')],
    ['that is short', base64('secret')],
    ['with bytes that are no text', Buffer.from('\u0001a secret text').toString('base64')],
    ['with late bytes that are no text', Buffer.from('a secret text\u0001\u0001').toString('base64')],
    ['with broken UTF-8', Buffer.from([...Buffer.from('a secret text'), 0xff, 0xfe]).toString('base64')],
    ['in nine bytes of hexadecimal', Buffer.from('my secret').toString('hex')],
  ])('is none %s', (_, text) => expect(scan(text)).toEqual([]));

  it.each(['\t', '\n', '\r', ' ', '~', 'é'])('may have %j', (char) => {
    expect(scan(base64(`${char}secret text`))).toHaveLength(1);
  });

  it('is what follows the name of a scheme', () => {
    const basic = base64('anna:x');
    const found = (text: string) => [marked(text, scan(text)), scan(text)[0]?.detector];
    expect(found(`Basic ${basic}`)).toEqual([`Basic [${basic}]`, 'basic_auth']);
    expect(found(`basic  ${basic} b`)).toEqual([`basic  [${basic}] b`, 'basic_auth']);
    expect(found(`Basic ${base64('annax!')}`)[1]).toBeUndefined();
    expect(found('Bearer abcdefgh12345678')).toEqual(['Bearer [abcdefgh12345678]', 'credential']);
    expect(found('Bearer abcdefgh1234567')[1]).toBeUndefined();
    expect(found('Bearer abcdefghijklmnop')[1]).toBeUndefined();
    expect(found('xBearer abcdefgh12345678')[1]).toBeUndefined();
  });
});

describe('the decoding of a run', () => {
  const calls = (text: string) => {
    let count = 0;
    scanEncoded(text, () => {
      count++;
      return undefined;
    });
    return count;
  };
  const encoded = Buffer.from('a text of some words').toString('base64').replace(/=+$/, '');

  it('is not tried for names and IDs', () => {
    for (const name of [
      'calculation-service',
      '0af7651916cd43dd8448eb211c80319c',
      'abcdefghijklmno',
      '/api/v1/orders/48213',
    ])
      expect([name, calls(name)]).toEqual([name, 0]);
    expect(calls(encoded)).toBe(1);
    const decodings = vi.spyOn(Buffer, 'from');
    for (let at = 0; at < 6; at++) {
      const bytes = Uint8Array.from({ length: 18 }, (_, i) => (i === at ? 1 : 97));
      scanEncoded(btoa(String.fromCharCode(...bytes)), () => undefined);
    }
    const count = decodings.mock.calls.length;
    decodings.mockRestore();
    expect(count).toBe(0);
  });

  it('is tried after each slash, four times at most', () => {
    expect(calls(`/a/${encoded}`)).toBe(1);
    expect(calls(`${encoded.slice(0, 8)}/${encoded}`)).toBeLessThanOrEqual(2);
    expect(calls(`aGVsbG8gd29y/${'aGVsbG8gd29y/'.repeat(8)}`)).toBeLessThanOrEqual(4);
  });
});

describe('a phone number with a label', () => {
  table(
    (text) => scanPhones(text, []),
    'phone ⟦1234567⟧',
    'phone ⟦+1 (234) 567⟧',
    'phone (⟦1234567⟧ b',
    'phone ⟦(123)4567⟧ b',
    'phone ⟦1234567x12⟧ b',
    'phone ⟦1234567 x 12⟧ b',
    'phone ⟦1234567ext12⟧',
    'phone ⟦1234567 ext. 12⟧',
    'phone ⟦1234567 доб 12⟧',
    'phone ⟦1234567 доб. 123456⟧',
    'phone ⟦1234567⟧ x1234567',
    'phone ⟦1234567⟧ x12a',
    'phone ⟦1234567⟧ y12',
    'phone ⟦1234567⟧ a x12',
    'phone 1234567a',
    'phone 1234567_',
    'phone ⟦1234567.5⟧',
    'phone 1234567:5',
    'phone ⟦1234567⟧. a',
    'phone ⟦1234567⟧, a',
    'phone a1234567',
    'phone 5:1234567',
    'phone ⟦1234567⟧: a',
    'phone: ⟦1234567⟧',
    'phone 1234567 ms',
    'phone 1234567ms',
    'phone 1234567 s',
    'phone 1234567 µs',
    'phone 1234567 seconds',
    'phone 1234567 minutes',
    'phone 1234567 times',
    'phone 1234567 bytes',
    'phone ⟦1234567⟧ b',
    'phone 1234567 KiB',
    'phone 1234567 mb',
    'phone 1234567 rows',
    'phone 1234567 items',
    'phone 1234567 orders',
    'phone 1234567 records',
    'phone 1234567 spans',
    'phone 1234567 %',
    'phone 1234567 мс',
    'phone 1234567 секунд',
    'phone 1234567 раз',
    'phone 1234567 строк',
    'phone 1234567 байт',
    'phone ⟦1234567⟧ bytestream',
    'phone ⟦1234567⟧  ms',
    'phone 20261122',
    'phone 2026-11-22',
    'phone 2026/11/22',
    'phone 1999 12 31',
    'phone ⟦1899-12-31⟧',
    'phone ⟦2026-21-22⟧',
    'phone ⟦2026-11-42⟧',
    'phone 22.11.2026',
    'phone 2-1-2026',
    'phone ⟦52.11.2026⟧',
    'phone ⟦22.31.2026⟧',
    'phone ⟦22.11.1826⟧',
    'phone 1.2.3.444',
    'phone ⟦1-2-3-4-5-6⟧',
    'phone ⟦123456789012345⟧',
    'phone 1234567890123456',
    'phone 12345',
    'call 12345678',
    'call ⟦123456789⟧',
    'call ⟦123456789012⟧',
    'call 1234567890123',
    'call ⟦123 4567890123⟧',
    'call 1534567890',
    'call ⟦1434567890⟧',
    'call ⟦2534567890⟧',
    'number 123456789',
    'a 123 456 789',
    'customer ⟦123 456 789⟧',
  );
});

describe('a list hides', () => {
  it.each<[unknown, readonly unknown[]]>([
    ['card', ['4111', '1111', '1111', '1111']],
    ['card', [4111, 1111n, 1111, '1111']],
    ['card', [true, '4111', '1111', null, '1111', '1111']],
    ['email', ['anna', '@', 'example.com']],
    ['credential', ['password', 'hunter2']],
    ['credential', ['a', 'password', 'hunter2']],
    [undefined, ['4111 1111 1111 1111']],
    [undefined, []],
    [undefined, ['anna@', 'example.com']],
    [undefined, ['password', 'name']],
    [undefined, ['password', '']],
    [undefined, ['password', 'token']],
    [undefined, ['password']],
    [undefined, ['hunter2', 'password']],
    [undefined, ['my password', 'hunter2']],
    [undefined, ['password', true, 'hunter2']],
    [undefined, ['colour', 'red5']],
    [undefined, ['password', `${'x'.repeat(64)}5`]],
    ['credential', ['password', `${'x'.repeat(63)}5`]],
  ])('%s in %s', (detector, list) => expect(hiddenInList(list)).toBe(detector));

  it('in up to 64 items', () => {
    const items = (count: number) => ['password', 'hunter2', ...Array.from({ length: count - 2 }, () => 'a')];
    expect(hiddenInList(items(64))).toBe('credential');
    expect(hiddenInList(items(65))).toBeUndefined();
  });
});

describe('a text as its reader sees it', () => {
  const shown = (text: string) => plainTexts(text).map((plain) => plain.text);
  /** The part of the original text for a part of the last plain one. */
  const original = (text: string, part: string) => {
    const plain = plainTexts(text).at(-1)!;
    const at = plain.text.indexOf(part);
    return text.slice(plain.from(at), plain.from(at + part.length));
  };

  it.each([
    ['plain', []],
    ['a%40b', ['a@b']],
    ['a%2540b', ['a%40b', 'a@b']],
    ['%D0%B6', ['ж']],
    ['%ff', []],
    ['%4', []],
    ['a%u0040b', ['a@b']],
    [String.raw`a\x40b`, ['a@b']],
    [String.raw`a\xffb`, ['aÿb']],
    [String.raw`a\100b`, ['a@b']],
    [String.raw`\320\266`, ['ж']],
    [String.raw`a\u0040b`, ['a@b']],
    [String.raw`a\u{40}b`, ['a@b']],
    [String.raw`a\U00000040b`, ['a@b']],
    [String.raw`a\u{110000}b`, []],
    [String.raw`a\u0000b`, []],
    [String.raw`\ud83d\ude00`, ['😀']],
    [String.raw`\n\r\t\b\f\v`, ['\n\r\t\b\f\v']],
    [String.raw`\"\'\/`, [`"'/`]],
    [String.raw`a\\q`, [String.raw`a\q`]],
    [String.raw`a\qb`, []],
    ['&#64;&#x40;&#X40;&commat;', ['@@@@']],
    ['&lt;&gt;&amp;&quot;&apos;', ['<>&"\'']],
    ['&period;&colon;&equals;&plus;&num;&sol;&bsol;', [String.raw`.:=+#/\ `.trimEnd()]],
    ['&lpar;&rpar;&hyphen;&dash;&lowbar;&percnt;', ['()--_%']],
    ['a&nbsp;b&Tab;c&NewLine;d', ['a b\tc\nd']],
    ['&unknown;', []],
    ['&#0;', []],
    ['４１', ['41']],
    ['\u0664\u0661', ['41']],
    ['\u{1d7d2}', ['4']],
    ['a\u200bb\u00adc\0d', ['abcd']],
    ['a\u2011b\u2212c\u00b7d', ['a-b-c-d']],
    ['a\u202fb\u3000c\u2028d', ['a b c d']],
    ['ﬁ', ['fi']],
    ['«é» № ₽ € ж', []],
  ])('%j', (text, levels) => expect(shown(text)).toEqual(levels));

  it('has up to five layers of escapes', () => {
    expect(shown(`%${'25'.repeat(4)}40`)).toEqual(['%25252540', '%252540', '%2540', '%40', '@']);
    expect(shown(`%${'25'.repeat(6)}40`).at(-1)).toBe('%2540');
  });

  it.each([
    ['до %40 после', '@', '%40'],
    ['до %40 после', ' после', ' после'],
    ['a%2540b', '@', '%2540'],
    ['%D0%B6%41', 'A', '%41'],
    ['%D0%B6%41', 'ж', '%D0%B6'],
    [String.raw`\320\266\101`, 'A', String.raw`\101`],
    [String.raw`\xff\x41`, 'A', String.raw`\x41`],
    ['x&#64;y', '@', '&#64;'],
    ['x&#64;y', 'y', 'y'],
    ['a\u200bb', 'ab', 'a\u200bb'],
    ['ﬁx', 'x', 'x'],
    ['%40４１b', '41', '４１'],
    ['ab%40cd', 'b', 'b'],
    ['a%40bcd%41ef', 'cd', 'cd'],
    ['a%40bcd%41ef', 'f', 'f'],
    ['ab４cd', 'b', 'b'],
    ['a４bcd１ef', 'cd', 'cd'],
    ['a４bcd１ef', 'f', 'f'],
    ['a%40b', 'a', 'a'],
  ])('in %j, %j is %j', (text, part, expected) => expect(original(text, part)).toBe(expected));
});

describe('an ID in a text', () => {
  const card = (start: number, end: number): Finding => ({ start, end, detector: 'card' });
  const of = (findings: readonly Finding[], ranges: readonly { start: number; end: number }[]) =>
    withoutIds('order A-17, (B-18) for C', findings, ranges);

  it('is removed from the findings around it', () => {
    expect(of([card(0, 24)], [{ start: 6, end: 10 }])).toEqual({
      rest: [card(0, 6), card(10, 24)],
      ids: [{ start: 6, end: 10, isHidden: true }],
    });
    expect(of([card(6, 10)], [{ start: 6, end: 10 }])).toEqual({
      rest: [],
      ids: [{ start: 6, end: 10, isHidden: false }],
    });
    expect(of([card(6, 13)], [{ start: 6, end: 10 }]).ids[0]?.isHidden).toBe(false);
    expect(of([card(4, 10)], [{ start: 6, end: 10 }]).ids[0]?.isHidden).toBe(true);
    expect(of([card(6, 14)], [{ start: 6, end: 10 }]).ids[0]?.isHidden).toBe(true);
  });

  it('beside a finding changes nothing', () => {
    for (const finding of [card(10, 18), card(0, 6)])
      expect(of([finding], [{ start: 6, end: 10 }])).toEqual({
        rest: [finding],
        ids: [{ start: 6, end: 10, isHidden: false }],
      });
  });

  it('is hidden in a secret', () => {
    for (const detector of ['credential', 'private_key', 'access_key', 'jwt', 'basic_auth'] as const)
      expect(of([{ start: 6, end: 10, detector }], [{ start: 6, end: 10 }]).ids[0]?.isHidden).toBe(true);
    expect(of([{ start: 6, end: 10, detector: 'phone' }], [{ start: 6, end: 10 }]).ids[0]?.isHidden).toBe(
      false,
    );
  });

  it('may be one of several', () => {
    const ranges = [
      { start: 6, end: 10 },
      { start: 13, end: 17 },
    ];
    expect(of([card(6, 24)], ranges).rest).toEqual([card(17, 24)]);
  });
});

it('what is found twice is removed once, as a whole', () => {
  expect(scrub('password=anna@example.com b')).toBe('password=[email] b');
  expect(scrub('a anna@example.com, b 4111111111111111 c')).toBe('a [email], b [card] c');
  expect(gate.scrubAttribute('log.body', 'url.query', 'a=b')).toBe('a=*');
  expect(gate.scrubAttribute('log.body', 'url.query', '?a=b')).toBe('?a=*');
  expect(gate.scrubAttribute('log.body', 'order_id', ['anna@example.com'])).toEqual([]);
  expect(gate.scrubAttribute('log.body', 'phone', 'a')).toBe(stopped);
});
