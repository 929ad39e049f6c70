import { draws } from './draws.js';
import type { Sample, SecretKind } from './secret-kind.js';

/** The usual forms of phone numbers by country. `#` is any digit, `N` one from 2 to 9. */
const forms: Readonly<Record<string, readonly string[]>> = {
  Russia: [
    '8 (9##) ###-##-##',
    '8 9## ### ## ##',
    '8(4##)#######',
    '89#########',
    '8-9##-###-##-##',
    '9## ###-##-##',
  ],
  'the United States': [
    '(N##) N##-####',
    'N##-N##-####',
    'N##.N##.####',
    'N## N## ####',
    '1-N##-N##-####',
    'N##-N##-####x###',
  ],
  Germany: ['030 ########', '0171 #######', '(089) ######', '0221/######', '0151-########'],
  France: ['01 ## ## ## ##', '06.##.##.##.##', '04-##-##-##-##', '07########'],
  'the United Kingdom': ['020 7### ####', '07### ######', '(0161) 496 ####', '01632 960###'],
  Italy: ['06 ########', '3## #######', '02-########'],
  Spain: ['6## ## ## ##', '91 ### ## ##', '6## ### ###'],
  Poland: ['### ### ###', '22 ### ## ##'],
};
/** Usual words around a phone number. */
const contexts: Readonly<Record<string, readonly string[]>> = {
  English: [
    'call me at {}',
    'phone {} is busy',
    'Phone number: {}',
    'customer can be reached on {}',
    'mobile {}, after noon',
  ],
  Russian: [
    'тел. {}',
    'телефон клиента {}',
    'позвоните по номеру {}',
    'моб. {} после обеда',
    'перезвонить на {}',
  ],
  German: ['Telefon {}', 'bitte rufen Sie {} an', 'erreichbar unter {}', 'Tel.: {}'],
  French: ['tél. {}', 'appelez le {}', 'téléphone : {}'],
};

/** National phone numbers, among words that identify them. */
export function phoneKinds(random: () => number): readonly SecretKind[] {
  const { int, digits, pick } = draws(random);
  const words = Object.values(contexts).flat();
  const number = (form: string) =>
    form.replace(/[#N]/g, (sign) => (sign === '#' ? digits(1) : String(2 + int(8))));
  const national = Object.entries(forms).map(([country, ways]) => ({
    detector: 'phone' as const,
    name: `of ${country}, among words`,
    make: () => among(pick(words), number(pick(ways))),
  }));
  const short = {
    detector: 'phone' as const,
    name: 'short, after a label',
    make: () =>
      among(
        pick(['тел. {}', 'телефон {}', 'phone {}', 'tel. {}', 'call phone {} now']),
        number(pick(['N##-##-##', '###-####', 'N######'])),
      ),
  };
  return [...national, short];
}

function among(words: string, secret: string): Sample {
  return { text: words.replace('{}', secret), secret };
}
