import type { TraceState } from '@opentelemetry/api';

const maxMembers = 32;
/** The length that every vendor must propagate. A longer trace state loses whole members. */
const maxLength = 512;
/** Members longer than this are removed first. */
const longMember = 128;

/** The grammar of W3C Trace Context, level 2. */
const keyPattern = /^[a-z0-9][a-z0-9_*/@-]{0,255}$/;
const valuePattern = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * A `tracestate` in the form that W3C Trace Context allows to propagate: no white space, no empty members, each key
 * once, at most 512 characters. Several headers are one list. Of several members with one key the first stays, because
 * it is the latest.
 *
 * Returns `undefined` if nothing is left, or if the whole header must be discarded: a member with wrong syntax, or more
 * than 32 members.
 */
export function validTraceState(header: string | readonly string[] | undefined): TraceState | undefined {
  if (header === undefined || header === '') return undefined;
  const list = typeof header === 'string' ? header : header.join(',');
  const members = list.split(',').map(withoutBlanks).filter(Boolean);
  if (members.length > maxMembers) return undefined;
  const byKey = new Map<string, string>();
  for (const member of members) {
    const split = member.indexOf('=');
    const [key, value] = [member.slice(0, split), member.slice(split + 1)];
    if (split < 0 || !keyPattern.test(key) || !valuePattern.test(value)) return undefined;
    if (!byKey.has(key)) byKey.set(key, value);
  }
  const state = new MemberState(byKey);
  return state.serialize() === '' ? undefined : state;
}

/** A trace state by its members. OpenTelemetry's own drops keys that only level 2 of the specification allows. */
class MemberState implements TraceState {
  readonly #members: ReadonlyMap<string, string>;

  constructor(members: ReadonlyMap<string, string>) {
    this.#members = members;
  }

  get(key: string): string | undefined {
    return this.#members.get(key);
  }

  set(key: string, value: string): TraceState {
    return new MemberState(new Map([[key, value], ...this.#without(key)]));
  }

  unset(key: string): TraceState {
    return new MemberState(new Map(this.#without(key)));
  }

  serialize(): string {
    return shortened([...this.#members].map(([key, value]) => `${key}=${value}`));
  }

  #without(key: string): [string, string][] {
    return [...this.#members].filter(([other]) => other !== key);
  }
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
