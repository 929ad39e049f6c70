import { definedFields } from '@ordertrace/conventions';
import { createHmac } from 'node:crypto';
import type { EpochNanos, Fact, JsonValue } from '@ordertrace/model';

/** Kinds of facts about subscriptions; their subject is the ID of the subscription. */
export const subscriptionKinds = {
  created: 'webhook.created',
  removed: 'webhook.removed',
  rotated: 'webhook.rotated',
  disabled: 'webhook.disabled',
  enabled: 'webhook.enabled',
} as const;

/** A partner's address for milestone events, folded from facts. */
export interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  readonly url: string;
  /** The stages to send; all if empty. */
  readonly milestones: readonly string[];
  readonly createdNanos: EpochNanos;
  /** The start of its events: when it was created or enabled again. */
  readonly enabledNanos: EpochNanos;
  /** The number of its secrets so far, from 1. */
  readonly secretNumber: number;
  readonly rotatedNanos?: EpochNanos;
  readonly disabled?: { readonly atNanos: EpochNanos; readonly reason: string };
}

/** The subscription after one more fact; `undefined` if there is none. */
export function afterFact(before: Subscription | undefined, fact: Fact): Subscription | undefined {
  const { kind, timeNanos, data } = fact;
  if (kind === subscriptionKinds.created) return before ?? createdBy(fact);
  if (before === undefined || kind === subscriptionKinds.removed) return undefined;
  switch (kind) {
    case subscriptionKinds.rotated:
      return { ...before, secretNumber: before.secretNumber + 1, rotatedNanos: timeNanos };
    case subscriptionKinds.disabled:
      return { ...before, disabled: { atNanos: timeNanos, reason: textOf(data['reason']) } };
    case subscriptionKinds.enabled: {
      const { id, tenantId, url, milestones, createdNanos, secretNumber, rotatedNanos } = before;
      return {
        id,
        tenantId,
        url,
        milestones,
        createdNanos,
        secretNumber,
        enabledNanos: timeNanos,
        ...definedFields({ rotatedNanos }),
      };
    }
    default:
      return before;
  }
}

function createdBy({ subject, tenantId, timeNanos, data }: Fact): Subscription {
  const { milestones } = data;
  return {
    id: subject,
    tenantId,
    url: textOf(data['url']),
    secretNumber: 1,
    milestones: Array.isArray(milestones) ? milestones.map(textOf) : [],
    createdNanos: timeNanos,
    enabledNanos: timeNanos,
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** How long the previous secret still signs events after a rotation. */
const overlapNanos = 24n * 3_600_000_000_000n;

/** The current keys of an event, newest first. They are derived from the server's key and not stored. */
export function keysOf(
  subscription: Subscription,
  serverKey: Buffer,
  nowNanos: EpochNanos,
): readonly Buffer[] {
  const { id, secretNumber, rotatedNanos } = subscription;
  const key = (number: number) =>
    createHmac('sha256', serverKey).update(`ordertrace webhook secret 1\n${id}\n${number}`).digest();
  const both = rotatedNanos !== undefined && nowNanos - rotatedNanos < overlapNanos;
  return both ? [key(secretNumber), key(secretNumber - 1)] : [key(secretNumber)];
}
