/** Texts around a value. */
export const surroundings: Readonly<Record<string, (text: string) => string>> = {
  alone: (text) => text,
  'in a sentence': (text) => `order 48213: ${text}, tried again in 5 s`,
  'in a Russian sentence': (text) => `Заказ 48213: ${text}; повтор через 5 с`,
  'in JSON': (text) => JSON.stringify({ level: 'info', message: text, order: 48_213 }),
  'after a new line in JSON': (text) =>
    JSON.stringify({ message: `first\n${text}\tand\r\nmore`, order: 48_213 }),
  'in JSON in JSON': (text) =>
    JSON.stringify({ body: JSON.stringify({ body: JSON.stringify({ message: `a\n${text}\n` }) }) }),
  'in an exception': (text) => `ValidationError: ${text}\n    at check (/app/dist/orders.js:10:5)`,
  'in a query': (text) => `GET /find?q=${encodeURIComponent(text)}&page=2 400`,
};

/** Whether the text still contains a secret: six consecutive characters are enough. */
export function stays(text: string, secret: string): boolean {
  const length = Math.min(6, secret.length);
  for (let i = 0; i + length <= secret.length; i++)
    if (text.includes(secret.slice(i, i + length))) return true;
  return false;
}

/** Texts that slow down a careless pattern; each is repeated up to a length. */
export const slowTexts = [
  ...['a', '1', '1 ', '1-', '@', 'a@', 'a@a.', '%40', '://', '?', '/?a=', 'a:', 'x"=', '\\"', "'", '$a$'],
  ...['password=[', '-----BEGIN PRIVATE KEY', 'eyJaaaa.', 'GB82 ', '1.', '+7 ', '$1,', '₽1 ', 'AKIA', 'инн'],
  ...[
    'тел 1',
    'call 123456 ',
    'phone a ',
    'серия 45 ',
    'паспорт 1',
    'ssn 1',
    '40817810',
    '123-',
    '\\n',
    '\\\\',
    '\\x41',
  ],
  ...[
    '/users/a',
    '/users/a/{',
    'glpat-',
    'a:=',
    '!=',
    '0123 ',
    '030 1234 ',
    'deadbeef',
    '12345678-1234-',
    '%25',
    '&#64;',
  ],
];
