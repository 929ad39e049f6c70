import { definedFields } from '@ordertrace/conventions';
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

/** The last alerts of each cause by channel, folded from facts, so that a restart sends nothing twice. */
export class LastAlerts {
  readonly #ended = new Map<string, EndedAlert>();
  readonly #failed = new Map<string, FailedTries>();

  static async read(store: Facts): Promise<LastAlerts> {
    const last = new LastAlerts();
    let cursor: string | undefined;
    do {
      const page = await store.facts({
        kinds: Object.values(alertFacts),
        limit: factsAPage,
        ...definedFields({ cursor }),
      });
      for (const fact of page.facts) last.add(fact);
      cursor = page.next;
    } while (cursor !== undefined);
    return last;
  }

  ended(channel: string, causeId: string): EndedAlert | undefined {
    return this.#ended.get(alertKey(channel, causeId));
  }

  failed(channel: string, causeId: string): FailedTries | undefined {
    return this.#failed.get(alertKey(channel, causeId));
  }

  add({ kind, subject, timeNanos, data }: Fact): void {
    const { cause_id: causeId, until_nanos: until, attempt } = data;
    if (typeof causeId !== 'string' || typeof until !== 'string' || !/^-?\d{1,20}$/.test(until)) return;
    const key = alertKey(subject, causeId);
    if (kind === alertFacts.failed) {
      this.#failed.set(key, { attempts: Number(attempt), lastNanos: timeNanos });
    } else {
      this.#failed.delete(key);
      this.#ended.set(key, { atNanos: timeNanos, untilNanos: BigInt(until) });
    }
  }
}

export function alertKey(channel: string, causeId: string): string {
  return `${channel}\n${causeId}`;
}
