import type { EpochNanos } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';

export const alertFacts = {
  delivered: 'alert.delivered',
  failed: 'alert.failed',
  givenUp: 'alert.given_up',
} as const;

/** What a channel was told last of a cause. */
export interface Told {
  readonly atNanos: EpochNanos;
  /** Problems opened until then were told of. */
  readonly untilNanos: EpochNanos;
}

const factsAPage = 500;
const factsAtMost = 20_000;

/** What was told last, by channel and cause, from the facts: nothing is told again after a restart. */
export async function toldSoFar(store: Facts): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  let cursor: string | undefined;
  for (let seen = 0; seen < factsAtMost; seen += factsAPage) {
    const page = await store.facts({
      ...{ kinds: [alertFacts.delivered, alertFacts.givenUp], descending: true, limit: factsAPage },
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { subject, data, timeNanos } of page.facts) {
      const { cause_id: causeId, until_nanos: until } = data;
      if (typeof until !== 'string' || typeof causeId !== 'string') continue;
      const key = toldKey(subject, causeId);
      if (told.has(key)) continue;
      told.set(key, { atNanos: timeNanos, untilNanos: BigInt(until) });
    }
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return told;
}

export function toldKey(channel: string, causeId: string): string {
  return `${channel}\n${causeId}`;
}
