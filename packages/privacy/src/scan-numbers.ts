import { isCard, isIban, isInn, isOgrn, isSnils } from './checksums.js';
import type { Detector, Finding } from './detectors.js';

/** Digits with single separators, as in written long numbers. Linear: each run is read once. */
const numberRun = /\+?\(?\d(?:[ \u00a0().-]{0,2}\d){8,40}/g;
const partOfWordBefore = /(?:[\p{L}_]|[\p{L}\d]-)$/u;
const partOfWordAfter = /^(?:[\p{L}_]|-[\p{L}\d])/u;
const labelBefore = {
  inn: /(?:инн|inn|tax[ _-]?id|taxpayer)\W{0,6}$/iu,
  passport: /(?:паспорт\p{L}*|passport|pasport)[^\d]{0,12}$/iu,
} as const;

/**
 * Finds cards, phones and national numbers. All except cards must have no letters beside the digits, because
 * IDs contain many digits without meaning. `onlyCards` is for values that are IDs.
 */
export function scanNumbers(text: string, onlyCards: boolean): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(numberRun)) {
    findings.push(...inRun(text, match.index, match[0], onlyCards));
  }
  findings.push(...scanGroupedCards(text));
  if (!onlyCards) findings.push(...scanIbans(text));
  return findings;
}

/** The separator between the groups is always the same. */
const groupedCard =
  /(?<!\d)(?:\d{4}([^\p{L}\d]{1,3})\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([^\p{L}\d]{1,3})\d{6}\2\d{5})(?!\d)/gu;

export function scanGroupedCards(text: string): Finding[] {
  return Array.from(text.matchAll(groupedCard))
    .filter(([card]) => isCard(card.replace(/\D/g, '')))
    .map(({ index, 0: card }) => ({ start: index, end: index + card.length, detector: 'card' as const }));
}

function inRun(text: string, start: number, run: string, onlyCards: boolean): Finding[] {
  const end = start + run.length;
  const touches =
    partOfWordBefore.test(text.slice(Math.max(0, start - 2), start)) ||
    partOfWordAfter.test(text.slice(end, end + 2));
  const digits = run.replace(/\D/g, '');
  if (isInHexadecimal(text, start, end)) return [];
  if (isCard(digits)) return [{ start, end, detector: 'card' }];
  // IDs never begin with a plus.
  if (onlyCards && run === text && /^\+\d{9,15}$/.test(run)) return [{ start, end, detector: 'phone' }];
  const whole = onlyCards || touches ? undefined : wholeNumber({ text, start, run, digits });
  return whole === undefined ? partsOf(text, start, run, onlyCards) : [{ start, end, detector: whole }];
}

const longestHex = 128;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether the digits are part of a hexadecimal ID or digest, such as a UUID, where any number can occur by
 * chance.
 */
function isInHexadecimal(text: string, start: number, end: number): boolean {
  const from = reach(text, start, -1);
  const to = reach(text, end - 1, 1) + 1;
  const token = text.slice(from, to);
  if (token.length > longestHex || /[ ()\u00a0.]/.test(token)) return false;
  if (uuid.test(token)) return true;
  const isTouched =
    /[0-9a-f]/i.test(text.slice(start - 1, start)) || /[0-9a-f]/i.test(text.slice(end, end + 1));
  return isTouched && token.length >= 16 && /^[0-9a-f-]+$/i.test(token);
}

/** The last position of the word, dashes included, in one direction. */
function reach(text: string, at: number, step: 1 | -1): number {
  let last = at;
  while (Math.abs(last - at) <= longestHex && /[\p{L}\p{N}_-]/u.test(text.charAt(last + step))) last += step;
  return last;
}

interface Run {
  readonly text: string;
  readonly start: number;
  readonly run: string;
  readonly digits: string;
}

function wholeNumber(found: Run): Detector | undefined {
  const { text, start, run, digits } = found;
  const before = text.slice(Math.max(0, start - 24), start);
  if (isPhone(found)) return 'phone';
  if (isPassport(run, before)) return 'passport';
  if (run !== digits) return undefined;
  if (isSnils(digits)) return 'snils';
  if (isOgrn(digits)) return 'ogrn';
  if (isInn(digits) && (digits.length === 12 || isLabelledInn(text, start, before))) return 'inn';
  return undefined;
}

/** Ten digits are a company's INN only beside a label: times in seconds and order numbers look the same. */
function isLabelledInn(text: string, start: number, before: string): boolean {
  return labelBefore.inn.test(before) || /инн/iu.test(text.slice(start + 10, start + 20));
}

/** A version, or the address of a machine. */
export const fourNumbers = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function isPhone({ run, digits, text, start }: Run): boolean {
  const { length } = digits;
  if (fourNumbers.test(run)) return false;
  if (run.startsWith('+')) return length >= 9 && length <= 15 && !/[\w.]/.test(text.charAt(start - 1));
  if (length === 11 && /^[78]/.test(digits)) {
    return digits[1] === '9' ? true : /^[78][ -]?\(?[348]\d\d\)?[ -]?\d{3}[ -]\d\d[ -]\d\d$/.test(run);
  }
  return /^(\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}|\(?\d{3}\)? ?\d{3}-\d\d-\d\d)$/.test(run);
}

function isPassport(run: string, before: string): boolean {
  if (/^\d\d \d\d \d{6}$/.test(run) || /^\d{4} \d{6}$/.test(run)) return true;
  return run.replace(/\D/g, '').length === 10 && labelBefore.passport.test(before);
}

/** Searches a run that may be several adjacent numbers: tries the parts between its wider gaps. */
function partsOf(text: string, start: number, run: string, onlyCards: boolean): Finding[] {
  const groups = Array.from(run.matchAll(/\d+/g), (group) => ({
    from: group.index,
    to: group.index + group[0].length,
    digits: group[0],
  }));
  const findings: Finding[] = [];
  for (let first = 0; first < groups.length; first++) {
    const last = cardFrom(groups, first);
    if (last >= first) {
      findings.push(finding(start, groups[first], groups[last], 'card'));
      first = last;
      continue;
    }
    const group = groups[first];
    if (onlyCards || group === undefined || groups.length === 1) continue;
    const whole = { text, start: start + group.from, run: group.digits, digits: group.digits };
    const detector = isApart(text, whole) ? wholeNumber(whole) : undefined;
    if (detector !== undefined) findings.push(finding(start, group, group, detector));
  }
  return findings;
}

interface Group {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
}

/** The last of the groups that form a card number; -1 if there is none. */
function cardFrom(groups: readonly Group[], first: number): number {
  let digits = '';
  for (let last = first; last < groups.length && digits.length <= 19; last++) {
    digits += groups[last]?.digits ?? '';
    if (isCard(digits)) return last;
  }
  return -1;
}

function finding(
  base: number,
  first: Group | undefined,
  last: Group | undefined,
  detector: Detector,
): Finding {
  return { start: base + (first?.from ?? 0), end: base + (last?.to ?? 0), detector };
}

/** Whether the run has blanks or the ends of the text around it, so it is not part of a UUID or a date. */
function isApart(text: string, { start, digits }: Run): boolean {
  return (
    !/[\p{L}\d_.-]/u.test(text.charAt(start - 1)) && !/[\p{L}\d_-]/u.test(text.charAt(start + digits.length))
  );
}

const ibanRun = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}/g;

function scanIbans(text: string): Finding[] {
  return Array.from(text.matchAll(ibanRun)).flatMap((match): Finding[] => {
    const length = ibanLength(match[0]);
    return length === 0 ? [] : [{ start: match.index, end: match.index + length, detector: 'iban' }];
  });
}

/** The length of the IBAN. Words after an IBAN look like a part of it, so shorter versions are tried too. */
function ibanLength(run: string): number {
  for (let end = run.length; end >= 15; end = Math.max(run.lastIndexOf(' ', end - 1), 0)) {
    if (isIban(run.slice(0, end).replace(/[ -]/g, '').toUpperCase())) return end;
  }
  return 0;
}
