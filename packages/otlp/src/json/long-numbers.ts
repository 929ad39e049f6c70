/**
 * Quotes whole numbers of 16 digits and more, so that parsing keeps all their digits (a double has 15 to 17).
 * OTLP accepts 64-bit numbers as texts too. Numbers inside texts are unchanged.
 */
export function quoteLongNumbers(json: string): string {
  if (!/[:,[\s]-?\d{16}/.test(json)) return json;
  const parts: string[] = [];
  const digits = /-?\d{16,}/y;
  let copied = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = textEnd(json, at + 1);
    } else if (isNumberPart(code)) {
      const end = numberEnd(json, at);
      digits.lastIndex = at;
      const whole = digits.exec(json)?.[0];
      if (whole?.length === end - at) {
        parts.push(json.slice(copied, at), '"', whole, '"');
        copied = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  parts.push(json.slice(copied));
  return parts.join('');
}

const quote = 0x22;
const backslash = 0x5c;

/** The position after the closing quote of the text that starts here. */
function textEnd(json: string, start: number): number {
  for (let at = start; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at++;
  }
  return json.length;
}

function numberEnd(json: string, start: number): number {
  let at = start;
  while (at < json.length && isNumberPart(json.charCodeAt(at))) at++;
  return at;
}

/** Whether the character is a digit, sign, point or exponent. */
function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x45 ||
    code === 0x65
  );
}
