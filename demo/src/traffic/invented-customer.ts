import type { Random } from '../random.js';

export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
}

const firstNames = [
  'Anna',
  'Boris',
  'Clara',
  'Daniil',
  'Elena',
  'Felix',
  'Galina',
  'Hugo',
  'Irina',
  'Juri',
] as const;
const lastNames = [
  'Aldermann',
  'Berezin',
  'Castell',
  'Dorn',
  'Elkin',
  'Fontane',
  'Gromow',
  'Holm',
  'Iwanski',
] as const;
const streets = [
  'Lindenweg',
  'Mill Lane',
  'Naberezhnaya',
  'Rue du Port',
  'Harbour Road',
  'Sadovaya',
] as const;
const towns = ['Nordhafen', 'Port Vale', 'Zarechye', 'Sainte-Claire', 'Westmark'] as const;

/** An invented customer: a random name, a mail address and a telephone number that do not exist. */
export function inventCustomer(random: Random): Customer {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}.${random.whole(10, 9999)}@example.com`.toLowerCase(),
    phone: `+7 000 ${random.whole(100, 999)}-${random.whole(10, 99)}-${random.whole(10, 99)}`,
    address: `${random.pick(streets)} ${random.whole(1, 120)}, ${random.whole(100_000, 999_999)} ${random.pick(towns)}`,
  };
}
