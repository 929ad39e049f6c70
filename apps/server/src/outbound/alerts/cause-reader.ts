import { definedFields } from '@ordertrace/conventions';
import type { EpochNanos, Fact } from '@ordertrace/model';
import { problemFactKinds } from '@ordertrace/model';
import type { CauseGroup, CauseQuery, Store } from '@ordertrace/store';
import { Recent } from '../../metrics/recent.js';
import type { OpenChannel } from './channel.js';

const causesAPage = 200;
const factsAPage = 1000;

/** Facts get their time shortly before they are stored, so they may be stored out of sequence. */
const overlapNanos = 10_000_000_000n;
const rememberedFacts = 50_000;

/** Facts that give a cause problems without an alert. */
const kinds = [problemFactKinds.opened, problemFactKinds.updated, problemFactKinds.reopened];

/** Reads causes of problems as channels see them: only with the problems of the channel's tenants. */
export class CauseReader {
  readonly #store: Store;
  readonly #seen = new Recent(rememberedFacts);

  constructor(store: Store) {
    this.#store = store;
  }

  /** The causes in facts since a time, without duplicates; and the time for the next call. */
  async changedSince(
    fromNanos: EpochNanos,
  ): Promise<{ readonly causeIds: ReadonlySet<string>; readonly nextNanos: EpochNanos }> {
    const causeIds = new Set<string>();
    let nextNanos = fromNanos;
    let cursor: string | undefined;
    do {
      const page = await this.#store.facts({
        kinds,
        fromNanos: fromNanos - overlapNanos,
        limit: factsAPage,
        ...definedFields({ cursor }),
      });
      for (const fact of page.facts) {
        if (!this.#seen.add(fact.id)) continue;
        const causeId = causeIdIn(fact);
        if (causeId !== undefined) causeIds.add(causeId);
        if (fact.timeNanos > nextNanos) nextNanos = fact.timeNanos;
      }
      cursor = page.next;
    } while (cursor !== undefined);
    return { causeIds, nextNanos };
  }

  /** The causes of a channel with problems; with `causeId`, only that cause. */
  async *ofChannel(
    { tenants, situations }: OpenChannel,
    cause: Pick<CauseQuery, 'causeId'> = {},
  ): AsyncGenerator<CauseGroup> {
    for (const tenant of tenants.length === 0 ? [{}] : tenants.map((tenantId) => ({ tenantId }))) {
      let cursor: string | undefined;
      do {
        const page = await this.#store.listCauses({
          ...tenant,
          ...cause,
          state: 'unresolved',
          limit: causesAPage,
          ...definedFields({ cursor }),
        });
        yield* page.causes.filter(({ situation }) => situations.includes(situation));
        cursor = page.next;
      } while (cursor !== undefined);
    }
  }
}

function causeIdIn({ data }: Fact): string | undefined {
  const { cause_id: causeId } = data;
  return typeof causeId === 'string' ? causeId : undefined;
}
