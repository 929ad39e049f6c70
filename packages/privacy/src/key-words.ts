import type { Detector } from './detectors.js';

/** Words of a key that describe its value: English, Russian, and Russian in Latin letters. */
const secretWords =
  words(`password passwd pwd passphrase secret secrets token apikey authorization cookie cookies
  credential credentials creds cvv cvc cvv2 cvc2 otp totp pin pincode passcode pswd psw mnemonic jwt
  sessionid sessid phpsessid jsessionid accesskey secretkey privatekey authkey пароль пароля секрет токен куки parol
  пин пинкод пинкода`);
/** Words that may follow another word without a separator: `PGPASSWORD`, `dbpass`, `authtoken`. */
const secretEnding =
  /^(?:[a-z]*(?:password|passwd|passphrase|secret|token|apikey|sessid)|[a-z]{2,}pwd|(?:db|pg|my|sql|user|admin|root|ssh|smtp|imap|ftp|proxy|login|auth|ldap|redis|rabbit|mq|key|store|api|http)pass)$/;
/** Words that give `pass` another meaning: a round or a success. */
const passOfRounds = words('first second third last next by one single each per multi render two');
const personWords =
  words(`email mail phone telephone msisdn mobile fax surname lastname firstname fullname middlename
  patronymic birthday birthdate birthplace dob passport inn snils ogrn ssn iban address street city zip zipcode
  postcode postal latitude longitude gender nationality имя фамилия отчество фио почта телефон адрес улица город
  индекс паспорт инн снилс рождения familiya familia imya otchestvo fio telefon adres pasport pochta`);
const moneyWords =
  words(`price prices pricing amount cost costs total subtotal sum payment payments balance discount
  salary revenue card pan invoice tax vat fee refund currency cardnumber цена цены сумма стоимость оплата платеж
  платёж скидка баланс карта счет счёт зарплата tsena cena summa stoimost oplata skidka karta`);
const personNameBefore = words(`first last middle full given family customer client buyer user person contact
  recipient payer cardholder holder owner sender receiver consignee клиент покупатель заказчик получатель`);
const pairs: ReadonlyMap<string, Detector> = new Map([
  ['api key', 'credential'],
  ['access key', 'credential'],
  ['private key', 'credential'],
  ['secret key', 'credential'],
  ['account key', 'credential'],
  ['session id', 'credential'],
  ['set cookie', 'credential'],
  ['pin code', 'credential'],
  ['e mail', 'person'],
  ['birth date', 'person'],
  ['date birth', 'person'],
  ['of birth', 'person'],
]);
const persons = words(
  'customer client buyer cardholder recipient payer клиент покупатель заказчик получатель',
);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Splits `customerName`, `customer.name` and `CUSTOMER_NAME` alike. */
function wordsOf(key: string): string[] {
  const words = key
    .slice(0, 256)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? []).map((word) => (/[a-z]/.test(word) ? inLatin(word) : word));
}

const lookAlikes = new Map(
  Array.from('асеорхукмтвніјѕ', (char, at) => [char, 'aceopxykmtbhijs'[at] ?? char]),
);

/** Replaces look-alike Cyrillic letters: a word of two alphabets is written to mislead. */
function inLatin(word: string): string {
  return word.replace(/\p{Script=Cyrillic}/gu, (char) => lookAlikes.get(char) ?? char);
}

function isSecret(word: string, before: string): boolean {
  if (word === 'pass') return !passOfRounds.has(before);
  return secretWords.has(word) || secretEnding.test(word);
}

/**
 * The forbidden kind of value that a key names; `undefined` if it names none. An object whose key names a
 * person is personal data as a whole.
 */
export function kindOfKey(
  key: string,
  isAnObject = false,
): Extract<Detector, 'credential' | 'person' | 'money'> | undefined {
  const found = wordsOf(key);
  let before = '';
  for (const word of found) {
    const pair = pairs.get(`${before} ${word}`);
    if (isSecret(word, before) || pair === 'credential') return 'credential';
    if (moneyWords.has(word)) return 'money';
    if (personWords.has(word) || pair === 'person') return 'person';
    if (word === 'name' && personNameBefore.has(before)) return 'person';
    before = word;
  }
  // `before` is the last word now.
  if (isAnObject && personNameBefore.has(before)) return 'person';
  return found.length === 1 && persons.has(before) ? 'person' : undefined;
}
