import type { Fact, ProblemState } from '@ordertrace/model';
import { findingKinds } from './cause-reader.js';
import type { AlertSubject, LastAlerts } from './last-alerts.js';

/**
 * Whether the channel had an alert for this problem's order while it had another cause and the same situation. Other
 * rules, for example after an upgrade, may find another cause; people know of the order already. A changed situation
 * (stuck, then lost) is new.
 */
export function isAlertedUnderAnotherCause(
  { facts, situation }: ProblemState,
  { subject, alerts }: { readonly subject: AlertSubject; readonly alerts: LastAlerts },
): boolean {
  const findings = facts.filter(({ kind }) => findingKinds.includes(kind));
  return findings.some((fact, at) => {
    const causeId = textIn(fact, 'cause_id');
    const next = findings[at + 1];
    if (next === undefined || causeId === subject.causeId || textIn(fact, 'situation') !== situation)
      return false;
    return alerts.wasDelivered({ ...subject, causeId }, fact.timeNanos, next.timeNanos);
  });
}

function textIn({ data }: Fact, name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}
