import type { Certainty } from '@ordertrace/model';
import type { AlertKind } from './alert-kind.js';
import type { AlertSettings } from './alerts-file.js';
import type { AlertChannel } from './alert-channels.js';
import { alertRefusal, nextAlert, type AlertRefusal, type LastAlert } from './alert-rules.js';

/** A problem in the view of an alert rule. Times in milliseconds since the epoch. */
export interface ProvenProblem {
  readonly tenantId: string;
  readonly orderId: string;
  readonly kind: AlertKind;
  /** `proven` where absent. */
  readonly certainty?: Certainty;
  readonly causeId: string;
  readonly openedMs: number;
  /** Absent while it is unresolved. */
  readonly resolvedMs?: number;
}

/** What a channel would have done for a problem. */
export type AlertVerdict =
  /** `by`: the alert of its cause that includes it; `late`: it waited for the end of quiet hours. */
  | { readonly outcome: 'alerted'; readonly atMs: number; readonly late: boolean }
  | { readonly outcome: AlertRefusal | 'tenant_not_listed' }
  | { readonly outcome: 'resolved_before'; readonly dueMs: number }
  /** Its alert is due after the end of the replay. */
  | { readonly outcome: 'due_later'; readonly dueMs: number };

export interface AlertProof {
  readonly channel: string;
  readonly problem: ProvenProblem;
  readonly verdict: AlertVerdict;
}

/**
 * Replays what each channel of an alerts file would have done for each problem, by the rules that the server applies.
 *
 * @param untilMs the end of the replay
 */
export function proveAlerts(
  settings: AlertSettings,
  problems: readonly ProvenProblem[],
  untilMs: number,
): readonly AlertProof[] {
  return settings.channels.flatMap((channel) => {
    const verdicts = new Map<ProvenProblem, AlertVerdict>();
    const listened: ProvenProblem[] = [];
    for (const problem of problems) {
      const refusal = notListened(channel, problem);
      if (refusal === undefined) listened.push(problem);
      else verdicts.set(problem, refusal);
    }
    for (const cause of causesOf(channel, listened)) replay({ settings, cause, untilMs, verdicts });
    return problems.map((problem) => ({
      channel: channel.name,
      problem,
      verdict: verdicts.get(problem) ?? { outcome: 'due_later', dueMs: untilMs },
    }));
  });
}

function notListened(channel: AlertChannel, problem: ProvenProblem): AlertVerdict | undefined {
  const { kind, certainty = 'proven' } = problem;
  const refusal = alertRefusal(channel, { kind, certainty });
  if (refusal !== undefined) return { outcome: refusal };
  const { tenants } = channel;
  if (tenants.length > 0 && !tenants.includes(problem.tenantId)) return { outcome: 'tenant_not_listed' };
  return undefined;
}

/** Problems by cause, and also by tenant for a channel with tenants. First opened first. */
function causesOf(
  { tenants }: AlertChannel,
  problems: readonly ProvenProblem[],
): Iterable<readonly ProvenProblem[]> {
  const causes = new Map<string, ProvenProblem[]>();
  for (const problem of [...problems].sort((a, b) => a.openedMs - b.openedMs)) {
    const key = `${problem.causeId}\n${tenants.length === 0 ? '' : problem.tenantId}`;
    const known = causes.get(key);
    if (known === undefined) causes.set(key, [problem]);
    else known.push(problem);
  }
  return causes.values();
}

interface Replay {
  readonly settings: AlertSettings;
  readonly cause: readonly ProvenProblem[];
  readonly untilMs: number;
  readonly verdicts: Map<ProvenProblem, AlertVerdict>;
}

/** Replays the alerts in sequence. Each includes the open problems that are in no earlier alert. */
function replay({ settings, cause, untilMs, verdicts }: Replay): void {
  let last: LastAlert | undefined;
  for (const problem of cause) {
    if (verdicts.has(problem)) continue;
    const { kind, openedMs } = problem;
    const next = nextAlert(
      settings,
      { kind, firstMs: openedMs, lastMs: openedMs },
      { last, nowMs: openedMs },
    );
    if (next === undefined) continue;
    const { dueMs, atMs } = next;
    if ((problem.resolvedMs ?? Infinity) <= atMs) {
      verdicts.set(problem, { outcome: 'resolved_before', dueMs: atMs });
      continue;
    }
    if (atMs > untilMs) {
      verdicts.set(problem, { outcome: 'due_later', dueMs: atMs });
      continue;
    }
    for (const one of cause)
      if (!verdicts.has(one) && one.openedMs <= atMs && (one.resolvedMs ?? Infinity) > atMs)
        verdicts.set(one, { outcome: 'alerted', atMs, late: atMs > dueMs });
    last = { atMs, untilMs: atMs };
  }
}
