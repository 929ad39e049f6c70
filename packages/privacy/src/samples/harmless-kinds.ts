import { draws } from './draws.js';

export interface HarmlessKind {
  readonly name: string;
  /**
   * True if false alarms are limited to one in a hundred. The digits of the other kinds look the same as
   * those of a card or a phone: their rate is only reported.
   */
  readonly bound: boolean;
  readonly make: () => string;
}

/** Values that look like secrets but are harmless. */
export function harmlessKinds(random: () => number): readonly HarmlessKind[] {
  const { int, from, pick, hex, digits } = draws(random);
  const time = () => 1_600_000_000_000 + Math.floor(random() * 400_000_000_000);
  const uuid = () => hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const ean = () => {
    const head = digits(12);
    const sum = Array.from(head).reduce((all, char, i) => all + Number(char) * (i % 2 === 0 ? 1 : 3), 0);
    return `${head}${(10 - (sum % 10)) % 10}`;
  };
  const bounded = [
    { name: 'order ids, 5 to 8 digits', make: () => `${10_000 + int(99_000_000)}` },
    { name: 'order ids with a prefix', make: () => `${pick(['ORD-2026-', 'PO-', 'SO', 'WO_'])}${digits(9)}` },
    { name: 'UUIDs', make: uuid },
    { name: 'trace ids', make: () => hex(16) },
    { name: 'span ids', make: () => hex(8) },
    { name: 'traceparent', make: () => `00-${hex(16)}-${hex(8)}-01` },
    { name: 'EAN-13', make: ean },
    { name: 'times in seconds', make: () => String(Math.floor(time() / 1000)) },
    { name: 'times in milliseconds', make: () => String(time()) },
    { name: 'times in nanoseconds', make: () => `${time()}${digits(6)}` },
    { name: 'times as texts', make: () => new Date(time()).toISOString() },
    { name: 'dates and times', make: () => new Date(time()).toISOString().slice(0, 19).replace('T', ' ') },
    { name: 'versions', make: () => Array.from({ length: 4 }, () => int(300)).join('.') },
    {
      name: 'part numbers',
      make: () => `${from('ABCDEF', 2)}-${digits(5)}-${from('ABCDEF', 1)}${digits(2)}`,
    },
    { name: 'digests', make: () => `sha256:${hex(32)}` },
    { name: 'paths', make: () => `/srv/models/${digits(5)}/part-${digits(3)}.stl` },
    { name: 'places in code', make: () => `at handle (/app/dist/http/orders.js:${int(900)}:${int(90)})` },
    { name: 'sizes and durations', make: () => `${digits(7)} bytes in ${int(1000)}.${digits(3)} ms` },
    { name: 'hexadecimal', make: () => `chunk ${hex(8 + int(40))} written` },
    {
      name: 'route templates',
      make: () =>
        `GET /${pick(['users', 'customers', 'accounts'])}/${pick(['profile', 'by-id', 'drafts'])}/${pick(['{userId}', ':id', '<id>'])}`,
    },
    {
      name: 'lines about calls and numbers',
      make: () =>
        pick([
          `call took ${digits(7)} ms`,
          `order number ${1 + int(9)}${digits(9)} accepted`,
          `called at ${Math.floor(time() / 1000)}`,
          `phone-service answered ${digits(7)} bytes in ${digits(3)} ms`,
          `mobile build ${20_200_000 + int(60_000)} of version ${int(90)}.${int(90)}.${int(90)}`,
          `read ${digits(3)} of ${digits(6)} rows, ${digits(2)}.${digits(4)} s`,
        ]),
    },
    { name: 'private addresses', make: () => `10.${int(256)}.${int(256)}.${int(256)}:${1024 + int(60_000)}` },
  ].map((kind) => ({ ...kind, bound: true }));
  return [
    ...bounded,
    { name: 'any 11 digits', bound: false, make: () => `${1 + int(9)}${digits(10)}` },
    { name: 'any 16 digits', bound: false, make: () => `${1 + int(9)}${digits(15)}` },
  ];
}
