/**
 * A spreadsheet runs a text that begins with one of these as a formula (OWASP, "CSV Injection"): signs, their full-width
 * forms, tab and line breaks. Blanks before them do not help.
 */
const formula = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const number = /^[+-]?\d+([.,]\d+)?$/;

/** With an apostrophe before it, a spreadsheet shows the text and runs nothing. */
export function neutralized(value: string): string {
  return formula.test(value) && !number.test(value) ? `'${value}` : value;
}

/** A field as RFC 4180 writes it. */
export function quoted(value: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
