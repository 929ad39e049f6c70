const maxMembers = 32;
/** The length that every vendor must propagate. A longer trace state loses whole members. */
const maxLength = 512;
/** Members longer than this are removed first. */
const longMember = 128;

const keyPattern = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})$/;
const valuePattern = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * A `tracestate` in the form that W3C Trace Context allows to propagate: no white space, no empty members, at
 * most 512 characters. Several headers are one list.
 *
 * Returns `undefined` if nothing is left, or if the whole header must be discarded: a member with wrong
 * syntax, a duplicate key, more than 32 members.
 */
export function validTraceState(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const list = typeof header === 'string' ? header : header.join(',');
  const members = list.split(',').map(withoutBlanks).filter(Boolean);
  if (members.length > maxMembers) return undefined;
  const keys = new Set<string>();
  for (const member of members) {
    const split = member.indexOf('=');
    const key = member.slice(0, split);
    if (split < 0 || keys.has(key) || !keyPattern.test(key) || !valuePattern.test(member.slice(split + 1)))
      return undefined;
    keys.add(key);
  }
  return shortened(members) || undefined;
}

/** Removes blanks and tabs only: the header's syntax allows no other white space. */
function withoutBlanks(member: string): string {
  let from = 0;
  let to = member.length;
  while (from < to && isBlank(member.charCodeAt(from))) from++;
  while (to > from && isBlank(member.charCodeAt(to - 1))) to--;
  return member.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function shortened(members: readonly string[]): string {
  const whole = members.join(',');
  if (whole.length <= maxLength) return whole;
  const kept = [...members];
  while (kept.join(',').length > maxLength) {
    const long = kept.findLastIndex((member) => member.length > longMember);
    kept.splice(long < 0 ? kept.length - 1 : long, 1);
  }
  return kept.join(',');
}
