import type { DiagnosisCode, Situation } from '@ordertrace/model';
import type { Story } from './story.js';

/** What is right to say of an order at a time. */
export interface Expectation {
  /** The story's own order unless given. */
  readonly order?: string;
  /** Seconds after the story begins; ten minutes unless given. */
  readonly at?: number;
  readonly stage?: string;
  /** Any of them is right; `closed`: the order has ended and has no verdict; `unknown`: there is no such order. */
  readonly situations: readonly (Situation | 'closed' | 'unknown')[];
  readonly code?: readonly DiagnosisCode[] | readonly string[];
  readonly owner?: string;
  /** A service, queue or route that the verdict must name; of several any is right. */
  readonly place?: string | readonly string[];
  readonly certainty?: 'proven' | 'likely';
  readonly tries?: number;
  /** Details that the verdict must have. */
  readonly details?: Readonly<Record<string, string | number>>;
  /** No problem was ever opened, not even one that was resolved. */
  readonly neverProblem?: boolean;
  /** A problem of this code is open. */
  readonly problem?: string;
}

export interface Case {
  readonly name: string;
  /** What happened. */
  readonly what: string;
  /** The clause of the rules that decides it. */
  readonly rule: string;
  /** Whether something is wrong with an order of it. */
  readonly kind: 'harmless' | 'fault';
  readonly tell: (story: Story) => Expectation | readonly Expectation[];
}

export type Telling = readonly [what: string, tell: Case['tell']];

/** A harmless situation and its twin, which looks much like it and is a real fault. */
export function twins(
  name: string,
  rule: string,
  { harmless, fault }: { readonly harmless: Telling; readonly fault: Telling },
): readonly Case[] {
  return [
    { name, rule, kind: 'harmless', what: harmless[0], tell: harmless[1] },
    { name: `${name}-fault`, rule, kind: 'fault', what: fault[0], tell: fault[1] },
  ];
}

type More = Omit<Expectation, 'situations'>;

export function healthy(more: More = {}): Expectation {
  return { situations: ['on_track', 'slow'], neverProblem: true, ...more };
}

export function closed(stage: string, more: More = {}): Expectation {
  return { situations: ['closed'], stage, ...more };
}

/** An id that is another name of an order, and no order of its own. */
export function unknown(order: string): Expectation {
  return { situations: ['unknown'], order };
}

export function lost(more: More): Expectation {
  return { situations: ['lost'], ...more };
}

/** A message that nobody has taken. */
export function notConsumed(owner: string, place: string, more: More = {}): Expectation {
  return lost({ code: ['message_not_consumed'], certainty: 'likely', owner, place, ...more });
}

/** A request that its server never got. */
export function notReceived(owner: string, place: string, more: More = {}): Expectation {
  return lost({ code: ['request_not_received'], owner, place, ...more });
}

export function failed(owner: string, more: More = {}): Expectation {
  return { situations: ['failed'], code: ['failed_with_error'], owner, certainty: 'proven', ...more };
}

export function deadLettered(owner: string, place: string, more: More = {}): Expectation {
  return failed(owner, { code: ['message_dead_lettered'], place, ...more });
}

/** Work that began and whose end never came. */
export function unfinished(owner: string, more: More = {}): Expectation {
  return lost({ code: ['work_not_finished'], certainty: 'likely', owner, ...more });
}

/** Late by a deadline alone: nothing is known to have gone wrong. */
export function stuck(more: More): Expectation {
  return { situations: ['stuck'], ...more };
}
