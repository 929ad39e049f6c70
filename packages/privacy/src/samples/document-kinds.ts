import { draws } from './draws.js';
import type { SecretKind } from './secret-kind.js';
import { snils } from './with-checksum.js';

/** Numbers of documents and accounts, with usual blanks and words. */
export function documentKinds(random: () => number): readonly SecretKind[] {
  const { int, digits, pick } = draws(random);
  const all = (secret: string) => ({ text: secret, secret });
  const labelled = (labels: readonly string[], secret: string) => ({
    text: `${pick(labels)} ${secret}`,
    secret,
  });
  const series = () => `${10 + int(80)}${pick(['', ' '])}${String(int(25)).padStart(2, '0')}`;
  const account = () =>
    `${pick(['40702', '40802', '40817', '42301', '30101'])}${pick(['810', '643', '978'])}${digits(12)}`;
  const ssn = () =>
    `${String(1 + int(665)).padStart(3, '0')}-${String(1 + int(99)).padStart(2, '0')}-${String(1 + int(9999)).padStart(4, '0')}`;
  return [
    {
      detector: 'snils',
      name: 'with blanks and other signs',
      make: () =>
        all(
          snils(`1${digits(8)}`).replace(
            /(\d{3})(\d{3})(\d{3})(\d\d)/,
            pick(['$1 $2 $3 $4', '$1-$2-$3-$4', '$1.$2.$3 $4', '$1 $2 $3-$4']),
          ),
        ),
    },
    {
      detector: 'passport',
      name: 'series and number as words',
      make: () => {
        const secret = digits(6);
        const text = pick([
          `серия ${series()} номер ${secret}`,
          `Серия: ${series()}, № ${secret}`,
          `паспорт серии ${series()} номер ${secret}`,
          `series ${series()} number ${secret}`,
          `номер ${secret} серия ${series()}`,
        ]);
        return { text, secret };
      },
    },
    {
      detector: 'account',
      name: 'at Russian banks',
      make: () => {
        const secret = account();
        return pick([
          all(secret),
          labelled(['р/с', 'расчётный счёт', 'к/с', 'БИК 044525225, счет'], secret),
          { text: `${secret} БИК 044525${digits(3)}`, secret },
        ]);
      },
    },
    { detector: 'ssn', name: 'of the United States', make: () => all(ssn()) },
    {
      detector: 'ssn',
      name: 'digits, named so',
      make: () =>
        labelled(['SSN', 'ssn', 'Social Security Number', 'social security no.'], ssn().replaceAll('-', '')),
    },
  ];
}
