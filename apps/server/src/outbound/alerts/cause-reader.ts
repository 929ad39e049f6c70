import { definedFields } from '@ordertrace/conventions';
import { problemFactKinds, type EpochNanos, type Fact, type ProblemState } from '@ordertrace/model';
import type { CauseGroup, CauseQuery, Store } from '@ordertrace/store';
import { Recent } from '../../metrics/recent.js';
import type { OpenChannel } from './channel.js';

const causesAPage = 200;
const factsAPage = 1000;
const problemsAPage = 200;

/** Facts get their time shortly before they are stored, so they may be stored out of sequence. */
const overlapNanos = 10_000_000_000n;
const rememberedFacts = 50_000;

/** Facts that give a cause problems without an alert. */
export const findingKinds: readonly string[] = [
  problemFactKinds.opened,
  problemFactKinds.updated,
  problemFactKinds.reopened,
];

/** A cause with the problems that a channel sees. */
export interface ChannelCause {
  readonly cause: CauseGroup;
  /** Empty in a channel for all tenants. */
  readonly tenantId: string;
}

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
        kinds: findingKinds,
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

  /**
   * The causes of a channel with problems; with `causeId`, only that cause. In a channel with tenants, each
   * tenant has its own.
   */
  async *ofChannel(
    { tenants, situations }: OpenChannel,
    { tenantId: only, ...cause }: Pick<CauseQuery, 'causeId' | 'tenantId'> = {},
  ): AsyncGenerator<ChannelCause> {
    for (const tenantId of tenants.length === 0 ? [''] : tenants) {
      if (only !== undefined && only !== tenantId) continue;
      let cursor: string | undefined;
      do {
        const page = await this.#store.listCauses({
          ...cause,
          ...ofTenant(tenantId),
          state: 'unresolved',
          limit: causesAPage,
          ...definedFields({ cursor }),
        });
        for (const cause of page.causes) if (situations.includes(cause.situation)) yield { cause, tenantId };
        cursor = page.next;
      } while (cursor !== undefined);
    }
  }

  /** The unresolved problems of the cause that were opened after `openedAfterNanos`. */
  async *problemsOf(
    { cause, tenantId }: ChannelCause,
    openedAfterNanos: EpochNanos | undefined,
  ): AsyncGenerator<ProblemState> {
    let cursor: string | undefined;
    do {
      const page = await this.#store.listProblems({
        ...ofTenant(tenantId),
        causeId: cause.causeId,
        state: 'unresolved',
        sort: 'opened_at',
        descending: true,
        limit: problemsAPage,
        ...definedFields({ openedAfterNanos, cursor }),
      });
      yield* page.problems;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

function ofTenant(tenantId: string): Pick<CauseQuery, 'tenantId'> {
  return tenantId === '' ? {} : { tenantId };
}

function causeIdIn({ data }: Fact): string | undefined {
  const { cause_id: causeId } = data;
  return typeof causeId === 'string' ? causeId : undefined;
}
