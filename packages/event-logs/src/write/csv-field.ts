/**
 * First characters of a text that a spreadsheet runs as a formula (OWASP, "CSV Injection"): signs, their
 * full-width forms, tab and line breaks. Blanks before them do not help.
 */
const formula = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const number = /^[+-]?\d+([.,]\d+)?$/;

/** A text with an apostrophe before a formula, so that a spreadsheet shows it and does not run it. */
export function neutralized(value: string): string {
  return formula.test(value) && !number.test(value) ? `'${value}` : value;
}

/** A field in the format of RFC 4180. */
export function quoted(value: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
