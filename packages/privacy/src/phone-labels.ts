/**
 * What the words beside a number mean. `phone`: a phone number, however short. `call`: somebody is reached by
 * it. `number`: a number of some kind, or somebody's number.
 */
export type PhoneLabel = 'phone' | 'call' | 'number';
type Kind = PhoneLabel | 'person' | 'other';

/** A word ending in a dash matches all words with this prefix. */
const words: Readonly<Record<Kind, string>> = {
  phone: `тел телефон- моб мобил- сотов- факс- phone phones telephone tel mobile cell cellphone fax whatsapp viber handy
    handynummer rufnummer telefon- fon téléphone tél portable teléfono móvil telefono cellulare komórk- phonenumber`,
  call: `звон- позвон- перезвон- дозвон- call calls called calling ring dial dialed dialled contact reach reached text
    sms смс свяж- связ- набер- набр- контакт- anruf- angerufen ruf- erreich- reachable rappel- appel- joindre joignable
    llam- chiam- zadzwoń dzwoni-`,
  number: `number numbers номер номера номеру номером nummer numéro número numero numer`,
  person: `customer client buyer recipient клиент- покупател- получател- заказчик- kund- cliente klient-`,
  other: `order orders заказ- id ids port порт version верси- build сборк- ticket код- code codes status инн inn снилс огрн
    ogrn time- took after part parts model models span trace line lines row batch queue bestellung commande pedido ordine
    zamówieni-`,
};

const exact = new Map<string, Kind>();
const stems: [string, Kind][] = [];
for (const [kind, list] of Object.entries(words) as [Kind, string][]) {
  for (const word of list.split(/\s+/)) {
    if (word.endsWith('-')) stems.push([word.slice(0, -1), kind]);
    else exact.set(word, kind);
  }
}

function kindOf(word: string): Kind | undefined {
  return exact.get(word) ?? stems.find(([stem]) => word.startsWith(stem))?.[1];
}

const reachBefore = 64;
const reachAfter = 24;
/** Most words between a label and its number. */
const wordsBetween = 3;

/** The label of the digits from `start` to `end`, on the same line and with no other digits between. */
export function phoneLabel(text: string, start: number, end: number): PhoneLabel | undefined {
  const before = lineBefore(text, start);
  const found = wordsIn(before)
    .slice(-wordsBetween - 1)
    .map(kindOf);
  const last = found.findLastIndex((kind) => kind !== undefined);
  const kind = found[last];
  if (kind === 'phone' || kind === 'call') return kind;
  // In `phone number` and `call the customer at`, the first word is more specific than the second.
  const nearest = found.findLast((one) => one === 'phone' || one === 'call' || one === 'other');
  if (nearest === 'other') return undefined;
  if (isFollowedByLabel(text.slice(end, end + reachAfter))) return 'call';
  if (kind === undefined) return undefined;
  return nearest ?? (found.includes('person') && found.includes('number') ? 'call' : 'number');
}

function isFollowedByLabel(after: string): boolean {
  const next = /^[^\p{L}\p{N}\n]{1,3}(\p{L}+)/u.exec(after)?.[1];
  const kind = next === undefined ? undefined : kindOf(next.toLowerCase());
  return kind === 'phone' || kind === 'call';
}

/** The text before a number, back to the start of the line or the previous number. */
function lineBefore(text: string, start: number): string {
  let from = start;
  while (from > 0 && start - from < reachBefore && !/[\p{N}\n]/u.test(text.charAt(from - 1))) from--;
  return text.slice(from, start);
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}
