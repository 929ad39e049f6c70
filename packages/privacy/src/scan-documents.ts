import { isInn, isSnils } from './checksums.js';
import type { Detector, Finding } from './detectors.js';

/** Words that some forms require; a text without any of them skips those forms. */
const anyLabel = /сери|series|seriya|паспорт|passport|снилс|snils|инн|inn|ssn|social/iu;

interface DocumentForm {
  readonly detector: Detector;
  /** The group `number` captures the number. */
  readonly pattern: RegExp;
  readonly isLabelled: boolean;
  readonly isValid?: (digits: string) => boolean;
}

/** Not part of a longer number, a word or an ID. */
const alone = String.raw`(?=\d)(?<![\p{L}\p{N}_])(?<![\p{L}\p{N}_][-.])(?<!\p{N}/)`;
const ends = String.raw`(?![\p{L}\p{N}_]|[-.][\p{L}\p{N}])`;
const series = String.raw`\d{2}[ -]?\d{2}`;
const seriesWord = String.raw`(?:сери[яию]|series|seriya)`;
const numberWord = String.raw`(?:номер|number|nomer|no\.?|№|#)`;

const forms: readonly DocumentForm[] = [
  {
    detector: 'snils',
    isLabelled: false,
    pattern: new RegExp(
      String.raw`${alone}(?!\d{3}\.\d{3}\.\d{3}\.)(?<number>\d{3}[ .-]\d{3}[ .-]\d{3}[ .-]?\d{2})${ends}`,
      'gu',
    ),
    isValid: isSnils,
  },
  {
    detector: 'snils',
    isLabelled: true,
    pattern: /(?:снилс|snils)\P{N}{0,12}(?<number>\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{2})(?!\d)/giu,
  },
  {
    detector: 'inn',
    isLabelled: true,
    pattern: /(?:инн|inn)\W{0,6}(?<number>\d(?:[ -]?\d){9,11})(?!\d)/giu,
    isValid: isInn,
  },
  {
    detector: 'passport',
    isLabelled: true,
    pattern: new RegExp(String.raw`${seriesWord}\P{N}{0,3}(?<number>${series}\P{N}{1,20}\d{6})(?!\d)`, 'giu'),
  },
  {
    detector: 'passport',
    isLabelled: true,
    pattern: new RegExp(
      String.raw`${numberWord}\P{N}{0,3}(?<number>\d{6}\P{N}{1,12}${seriesWord}\P{N}{0,3}${series})(?!\d)`,
      'giu',
    ),
  },
  {
    detector: 'passport',
    isLabelled: true,
    pattern: new RegExp(
      String.raw`(?:паспорт|passport)\P{N}{0,20}(?<number>${series}\P{N}{1,12}\d{6})(?!\d)`,
      'giu',
    ),
  },
  {
    detector: 'passport',
    isLabelled: true,
    pattern: new RegExp(
      String.raw`(?:загран)?(?:паспорт\p{L}*|passport)\W{0,3}${numberWord}?\W{0,4}(?<number>(?=(?:[A-Z ]*\d){5})(?:\d{2} \d{7}|[A-Z\d]{8,9}))(?![\p{L}\p{N}])`,
      'giu',
    ),
  },
  {
    detector: 'ssn',
    isLabelled: false,
    pattern: new RegExp(
      String.raw`${alone}(?<number>(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4})${ends}`,
      'gu',
    ),
  },
  {
    detector: 'ssn',
    isLabelled: true,
    pattern:
      /(?:(?<!\p{L})ssn|social[ _-]security)(?:[ _-](?:number|no\.?|nr\.?|#))?\P{N}{0,6}(?<number>\d{3}[ .-]?\d{2}[ .-]?\d{4})(?!\d)/giu,
  },
];

const unlabelled = forms.filter(({ isLabelled }) => !isLabelled);

/** Finds numbers of documents and insurances, with usual blanks and words between their parts. */
export function scanDocuments(text: string): Finding[] {
  const isLabelled = anyLabel.test(text);
  const tried = isLabelled ? forms : unlabelled;
  return [...tried.flatMap((form) => ofForm(text, form)), ...scanAccounts(text)];
}

function ofForm(text: string, { detector, pattern, isValid }: DocumentForm): Finding[] {
  return Array.from(text.matchAll(pattern)).flatMap((match): Finding[] => {
    const number = match.groups?.['number'] ?? '';
    if (isValid !== undefined && !isValid(number.replace(/\D/g, ''))) return [];
    const end = match.index + match[0].length;
    return [{ start: end - number.length, end, detector }];
  });
}

const account = new RegExp(
  String.raw`${alone}\d{5}[ .]?(?<currency>\d{3})[ .]?\d[ .]?\d{4}[ .]?\d{7}(?![\p{L}\p{N}_])`,
  'gu',
);
/** The account classes of persons, companies and banks, and the currencies of accounts. */
const accountKind = /^(?:30[1-9]|40[1-8]|4[1-5]\d)/;
const currencies = new Set('810 643 840 978 156 398 933 980 826 756 392 051 860 417 972 944'.split(' '));
const accountLabel =
  /(?<!\p{L})(?:бик|bik|bic|[рклр]\s?\/\s?сч?|сч[её]т\p{L}*|acc|acct|account\p{L}*|schet\p{L}*|реквизит\p{L}*)(?!\p{L})/iu;
const labelWithin = 120;

/**
 * Finds accounts at Russian banks: twenty digits with a known class and currency, or beside a word such as
 * BIK.
 */
function scanAccounts(text: string): Finding[] {
  return Array.from(text.matchAll(account))
    .filter(({ index, 0: number, groups }) => {
      if (accountKind.test(number) && currencies.has(groups?.['currency'] ?? '')) return true;
      const around = text.slice(Math.max(0, index - labelWithin), index + number.length + labelWithin);
      return accountLabel.test(around);
    })
    .map(({ index, 0: number }) => ({ start: index, end: index + number.length, detector: 'account' }));
}
