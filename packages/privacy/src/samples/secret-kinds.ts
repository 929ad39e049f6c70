import { draws } from './draws.js';
import { documentKinds } from './document-kinds.js';
import { keyKinds, pairKinds } from './key-kinds.js';
import { phoneKinds } from './phone-kinds.js';
import type { SecretKind } from './secret-kind.js';
import { iban, inFours, inn10, personsInn, snils, weighted, withLuhn } from './with-checksum.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const alphanumeric = `${letters}0123456789`;

const cardHeads = [
  ...['4', '51', '55', '2221', '2720', '2200', '2204', '3528', '6011', '65', '62', '6759'].map((head) => ({
    head,
    length: 16,
  })),
  { head: '34', length: 15 },
  { head: '37', length: 15 },
  { head: '36', length: 14 },
];
const ibanLengths = {
  DE: 22,
  GB: 22,
  FR: 27,
  NL: 18,
  CH: 21,
  KZ: 20,
  IT: 27,
  ES: 24,
  PL: 28,
  MT: 31,
  NO: 15,
};
const persons = ['Anna Petrova', 'Ada Example', 'Иванов Иван', 'Петрова Анна Сергеевна', 'Müller'];

/** Made-up secrets with valid checksums and shapes. */
export function secretKinds(random: () => number): readonly SecretKind[] {
  const { int, from, pick, hex, digits } = draws(random);
  const card = () => {
    const { head, length } = pick(cardHeads);
    return withLuhn(head + digits(length - 1 - head.length));
  };
  const account = () => {
    const country = pick(Object.keys(ibanLengths) as (keyof typeof ibanLengths)[]);
    return iban(country, digits(ibanLengths[country] - 4));
  };
  const mobile = () => ({ area: `9${digits(2)}`, a: digits(3), b: digits(2), c: digits(2) });
  const russian = (gap: string) => {
    const { area, a, b, c } = mobile();
    const first = pick(['+7', '8', '7']);
    return pick([
      `${first}${area}${a}${b}${c}`,
      `${first} ${area} ${a}${gap}${b}${gap}${c}`,
      `${first} (${area}) ${a}${gap}${b}${gap}${c}`,
    ]);
  };
  const password = () => from(alphanumeric, 8 + int(12));
  const ogrn = () => {
    const company = `${pick(['1', '5'])}${String(2 + int(24)).padStart(2, '0')}77${digits(7)}`;
    const trader = `3${String(4 + int(22)).padStart(2, '0')}77${digits(9)}`;
    return pick([`${company}${(Number(company) % 11) % 10}`, `${trader}${(Number(trader) % 13) % 10}`]);
  };
  const token = () => [20, 60, 32].map((length) => from(`${alphanumeric}-_`, length)).join('.');
  const block = () => {
    const kind = pick(['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY', 'OPENSSH PRIVATE KEY']);
    return `-----BEGIN ${kind}-----\n${from(`${alphanumeric}+/`, 64)}\n${from(alphanumeric, 32)}\n-----END ${kind}-----`;
  };
  const key = () =>
    pick([
      () => `${pick(['AKIA', 'ASIA'])}${from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
      () => `AIza${from(`${alphanumeric}-_`, 35)}`,
      () => `ya29.${from(`${alphanumeric}-_`, 60)}`,
      () => `${pick(['ghp', 'gho', 'ghs'])}_${from(alphanumeric, 36)}`,
      () => `github_pat_${from(alphanumeric, 22)}_${from(alphanumeric, 59)}`,
      () => `glpat-${from(alphanumeric, 20)}`,
      () => `npm_${from(alphanumeric, 36)}`,
      () => `xoxb-${digits(12)}-${digits(12)}-${from(alphanumeric, 24)}`,
      () => `${pick(['sk', 'rk', 'pk'])}_${pick(['live', 'test'])}_${from(alphanumeric, 24)}`,
      () => `whsec_${from(alphanumeric, 32)}`,
      () => `live_${from(`${alphanumeric}-_`, 43)}`,
      () => `sk-${from(alphanumeric, 48)}`,
      () => `SG.${from(alphanumeric, 22)}.${from(alphanumeric, 43)}`,
      () => `AQVN${from(`${alphanumeric}-_`, 36)}`,
      () => `t1.${from(alphanumeric, 40)}.${from(alphanumeric, 60)}`,
      () => `dop_v1_${hex(32)}`,
      () => `${digits(10)}:A${from(`${alphanumeric}-_`, 34)}`,
    ])();
  const pair = (keys: readonly string[], secret: string) => {
    const name = pick(keys);
    const text = pick([`${name}=${secret}`, `"${name}":"${secret}"`, `${name}: ${secret}`]);
    return { text: /\s/.test(secret) && text.includes('=') ? `${name}="${secret}"` : text, secret };
  };
  const all = (secret: string) => ({ text: secret, secret });
  const sum = () => pick([`${10 + int(90_000)}.${digits(2)}`, `${1000 + int(90_000)}`]);
  return [
    ...phoneKinds(random),
    ...documentKinds(random),
    ...keyKinds(random),
    ...pairKinds(random),
    { detector: 'card', name: 'all ranges, digits', make: () => all(card()) },
    { detector: 'card', name: 'in groups', make: () => all(inFours(card(), pick([' ', '-']))) },
    { detector: 'iban', name: 'eleven countries', make: () => all(account()) },
    { detector: 'iban', name: 'in groups', make: () => all(inFours(account(), ' ')) },
    {
      detector: 'email',
      name: 'addresses',
      make: () =>
        all(
          `${from(letters, 3 + int(8))}${pick(['', '.', '+', '_', '-'])}${from(alphanumeric, 3)}@${pick(['example.com', 'mail.example.co.uk', 'xn--e1afmkfd.xn--p1ai'])}`,
        ),
    },
    { detector: 'email', name: 'Cyrillic', make: () => all(`анна.${from('абвгдежз', 4)}@почта.рф`) },
    { detector: 'phone', name: 'Russian, digits or groups', make: () => all(russian(pick(['-', ' ']))) },
    {
      detector: 'phone',
      name: 'E.164',
      make: () => all(`+${pick(['1', '44', '49', '33', '86', '998', '375'])}${digits(9)}`),
    },
    {
      detector: 'phone',
      name: 'with area in brackets',
      make: () => all(`(${2 + int(8)}${digits(2)}) ${digits(3)}-${digits(4)}`),
    },
    { detector: 'inn', name: "a person's", make: () => all(personsInn(`77${digits(8)}`)) },
    {
      detector: 'inn',
      name: "a company's, named so",
      make: () => {
        const nine = `77${digits(7)}`;
        const secret = `${nine}${(weighted(nine, inn10) % 11) % 10}`;
        return { text: `${pick(['ИНН', 'ИНН:', 'inn', 'tax id'])} ${secret}`, secret };
      },
    },
    { detector: 'snils', name: 'digits', make: () => all(snils(`1${digits(8)}`)) },
    {
      detector: 'snils',
      name: 'in groups',
      make: () => all(snils(`1${digits(8)}`).replace(/(\d{3})(\d{3})(\d{3})(\d\d)/, '$1-$2-$3 $4')),
    },
    { detector: 'ogrn', name: 'companies and traders', make: () => all(ogrn()) },
    {
      detector: 'passport',
      name: 'Russian',
      make: () => {
        const [series, number] = [`${10 + int(80)}${String(int(25)).padStart(2, '0')}`, digits(6)];
        return pick([
          all(`${series.slice(0, 2)} ${series.slice(2)} ${number}`),
          all(`${series} ${number}`),
          { text: `паспорт ${series}${number}`, secret: `${series}${number}` },
          { text: `паспорт серия ${series} № ${number}`, secret: number },
        ]);
      },
    },
    { detector: 'jwt', name: 'signed', make: () => all(`eyJ${token()}`) },
    { detector: 'private_key', name: 'PEM blocks', make: () => all(block()) },
    { detector: 'access_key', name: 'clouds, code hosts, payments, chats', make: () => all(key()) },
    {
      detector: 'basic_auth',
      name: 'in addresses of servers',
      make: () => {
        const secret = password();
        const scheme = pick(['postgres', 'amqp', 'https', 'redis', 'mongodb+srv']);
        return { text: `${scheme}://shop:${secret}@db.internal:5432/shop`, secret };
      },
    },
    {
      detector: 'credential',
      name: 'passwords and keys by name',
      make: () =>
        pair(
          [
            'password',
            'db_password',
            'client_secret',
            'api_key',
            'x-api-key',
            'AccountKey',
            'aws_secret_access_key',
            'пароль',
          ],
          password(),
        ),
    },
    {
      detector: 'credential',
      name: 'authorization headers',
      make: () => {
        const secret = from(alphanumeric, 24);
        return { text: `Authorization: ${pick(['Basic', 'Bearer', 'Token'])} ${secret}`, secret };
      },
    },
    {
      detector: 'person',
      name: 'by name of the key',
      make: () =>
        pair(
          ['customer_name', 'customerName', 'full_name', 'ФИО', 'получатель', 'delivery_address'],
          `${pick(persons)} ${from('abcdefghij', 6)}`,
        ),
    },
    {
      detector: 'money',
      name: 'by name of the key',
      make: () => pair(['price', 'total_amount', 'unitPrice', 'стоимость', 'сумма', 'balance'], sum()),
    },
    {
      detector: 'money',
      name: 'by currency',
      make: () => {
        const secret = `${10_000 + int(80_000)}.${digits(2)}`;
        return {
          text: pick([`${secret} ₽`, `$${secret}`, `EUR ${secret}`, `${secret} руб.`, `€${secret}`]),
          secret,
        };
      },
    },
  ];
}
