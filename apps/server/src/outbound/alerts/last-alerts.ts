import { allPages } from '@ordertrace/conventions';
import type { EpochNanos, Fact } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';

export const alertFacts = {
  delivered: 'alert.delivered',
  failed: 'alert.failed',
  givenUp: 'alert.given_up',
} as const;

/** The last completed alert of a cause: delivered, or given up. */
export interface EndedAlert {
  readonly atNanos: EpochNanos;
  /** It covered the problems that were opened until then. */
  readonly untilNanos: EpochNanos;
}

/** Failed attempts of the next alert. */
export interface FailedTries {
  readonly attempts: number;
  readonly lastNanos: EpochNanos;
}

const factsAPage = 1000;

/** What an alert is about: a cause, in a channel with tenants for one of them. */
export interface AlertSubject {
  readonly channel: string;
  readonly causeId: string;
  /** Empty in a channel for all tenants. */
  readonly tenantId: string;
}

/**
 * The alerts of each cause by channel and tenant, folded from facts, so that a restart sends nothing twice. An
 * alert without a tenant counts for every tenant.
 */
export class LastAlerts {
  readonly #ended = new Map<string, EndedAlert>();
  readonly #failed = new Map<string, FailedTries>();
  readonly #delivered = new Map<string, EpochNanos[]>();
  readonly #covered = new Map<string, EpochNanos>();

  static async read(store: Facts): Promise<LastAlerts> {
    const last = new LastAlerts();
    const query = { kinds: Object.values(alertFacts), limit: factsAPage };
    for await (const { facts } of allPages((from) => store.facts({ ...query, ...from })))
      for (const fact of facts) last.add(fact);
    return last;
  }

  ended(subject: AlertSubject): EndedAlert | undefined {
    const [own, shared] = keysOf(subject).map((key) => this.#ended.get(key));
    return own === undefined || (shared !== undefined && shared.atNanos > own.atNanos) ? shared : own;
  }

  failed(subject: AlertSubject): FailedTries | undefined {
    return this.#failed.get(alertKey(subject));
  }

  /** Whether an alert was delivered from `from` to `to`. */
  wasDelivered(subject: AlertSubject, from: EpochNanos, to: EpochNanos): boolean {
    return keysOf(subject)
      .flatMap((key) => this.#delivered.get(key) ?? [])
      .some((at) => at >= from && at <= to);
  }

  /** Records that the problems opened until then need no alert: their orders had one for another cause. */
  cover(subject: AlertSubject, untilNanos: EpochNanos): void {
    this.#covered.set(alertKey(subject), untilNanos);
  }

  coveredUntil(subject: AlertSubject): EpochNanos | undefined {
    return this.#covered.get(alertKey(subject));
  }

  add({ kind, subject: channel, timeNanos, data }: Fact): void {
    const { cause_id: causeId, tenant_id: tenant, until_nanos: until, attempt } = data;
    if (typeof causeId !== 'string' || typeof until !== 'string' || !/^-?\d{1,20}$/.test(until)) return;
    const key = alertKey({ channel, causeId, tenantId: typeof tenant === 'string' ? tenant : '' });
    if (kind === alertFacts.failed) {
      this.#failed.set(key, { attempts: Number(attempt), lastNanos: timeNanos });
      return;
    }
    this.#failed.delete(key);
    this.#ended.set(key, { atNanos: timeNanos, untilNanos: BigInt(until) });
    if (kind === alertFacts.delivered)
      this.#delivered.set(key, [...(this.#delivered.get(key) ?? []), timeNanos]);
  }
}

export function alertKey({ channel, causeId, tenantId }: AlertSubject): string {
  return [channel, causeId, ...(tenantId === '' ? [] : [tenantId])].join('\n');
}

/** The keys whose alerts count for the subject. */
function keysOf(subject: AlertSubject): string[] {
  return subject.tenantId === ''
    ? [alertKey(subject)]
    : [alertKey(subject), alertKey({ ...subject, tenantId: '' })];
}
