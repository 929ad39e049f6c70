import type { Texts } from '@ordertrace/words';

/** Messages of commander, by the keys of their texts. The named groups are the values of the texts. */
const messages = {
  argumentMissing: /^error: missing required argument '(?<name>.*)'$/s,
  valueMissing: /^error: option '(?<flags>.*)' argument missing$/s,
  optionMissing: /^error: required option '(?<flags>.*)' not specified$/s,
  optionUnknown: /^error: unknown option '(?<name>.*)'$/s,
  argumentsTooMany:
    /^error: too many arguments.*\. Expected (?<expected>\d+) arguments? but got (?<given>\d+)\.$/s,
  commandUnknown: /^error: unknown command '(?<name>.*)'$/s,
  valueInvalid:
    /^error: option '(?<flags>.*)' argument '(?<value>.*)' is invalid\. Allowed choices are (?<values>.*)\.$/s,
} as const;

const suggestion = /\n\(Did you mean (?:one of )?(?<names>.*)\?\)$/;

/** A usage error of commander in the language of the texts; other messages are unchanged. */
export function usageErrorText(message: string, t: Texts): string {
  const whole = message.trimEnd();
  const text = errorText(whole.replace(suggestion, ''), t);
  if (text === undefined) return message;
  const names = suggestion.exec(whole)?.groups?.['names'];
  return `${names === undefined ? text : `${text} ${t('help.errors.suggestion', { names })}`}\n`;
}

function errorText(message: string, t: Texts): string | undefined {
  for (const key of Object.keys(messages) as (keyof typeof messages)[]) {
    const groups = messages[key].exec(message)?.groups;
    if (groups === undefined) continue;
    const { name = '', flags = '', value = '', values = '', expected = '', given = '' } = groups;
    return t(`help.errors.${key}`, { name, flags, value, values, expected, given });
  }
  return undefined;
}
