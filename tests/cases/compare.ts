import type { Diagnosis, OrderState, ProblemState } from '@ordertrace/model';
import type { Expectation } from './case.js';

export interface Compared {
  readonly state: OrderState | undefined;
  readonly problems: readonly ProblemState[];
  readonly expected: Expectation;
}

/** What is wrong with a verdict, one sentence each; empty where it is right. */
export function differences({ state, problems, expected }: Compared): readonly string[] {
  if (state === undefined) return expected.situations.includes('unknown') ? [] : ['the order is not known'];
  const { diagnosis } = state;
  const situation = state.closedNanos === undefined ? (diagnosis?.situation ?? 'closed') : 'closed';
  const { code, owner, certainty, tries, place, stage } = expected;
  return [
    ...unlike('situation', situation, expected.situations),
    ...unlike('stage', state.stage, stage === undefined ? undefined : [stage]),
    ...unlike('code', diagnosis?.code, code),
    ...unlike('owner', diagnosis?.owner, owner === undefined ? undefined : [owner]),
    ...unlike('certainty', certaintyOf(diagnosis), certainty === undefined ? undefined : [certainty]),
    ...unlike('tries', diagnosis?.details['tries'], tries === undefined ? undefined : [tries]),
    ...Object.entries(expected.details ?? {}).flatMap(([name, value]) =>
      unlike(`detail ${name}`, diagnosis?.details[name], [value]),
    ),
    ...(place === undefined || [place].flat().some((one) => names(diagnosis, one))
      ? []
      : [`place ${[place].flat().join(' or ')} is not named`]),
    ...problemDifferences(problems, expected),
  ];
}

function unlike(what: string, found: unknown, right: readonly unknown[] | undefined): string[] {
  if (right === undefined || right.includes(found)) return [];
  return [`${what} ${String(found)}, right: ${right.join(' or ')}`];
}

function certaintyOf(diagnosis: Diagnosis | undefined): unknown {
  return (diagnosis as { readonly certainty?: unknown } | undefined)?.certainty;
}

/** Whether the verdict names a service, queue, or route, alone or within a longer address. */
function names(diagnosis: Diagnosis | undefined, place: string): boolean {
  if (diagnosis === undefined) return false;
  return [diagnosis.owner, ...Object.values(diagnosis.details)].some((value) =>
    String(value).includes(place),
  );
}

function problemDifferences(
  problems: readonly ProblemState[],
  { neverProblem = false, problem }: Expectation,
): string[] {
  const opened = neverProblem ? problems.map(({ code }) => `a problem was opened: ${code}`) : [];
  if (problem === undefined || problems.some(({ code, state }) => code === problem && state !== 'resolved'))
    return opened;
  return [...opened, `no open problem ${problem}`];
}
