import { allPages, definedFields } from '@ordertrace/conventions';
import { alertRefusal } from '@ordertrace/flow';
import {
  problemFactKinds,
  type Certainty,
  type EpochNanos,
  type Fact,
  type ProblemState,
  type Situation,
} from '@ordertrace/model';
import type { CauseGroup, CauseQuery, Store, ProblemQuery } from '@ordertrace/store';
import { Recent } from '../../metrics/recent.js';
import type { OpenChannel } from './channel.js';
import { isRiskCause, risksOf, type RiskGroup } from './risk-reader.js';

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

interface OfTenant {
  /** Empty in a channel for all tenants. */
  readonly tenantId: string;
}

/** A cause with the problems that a channel sees. */
export interface ProblemCause extends OfTenant {
  readonly kind: Situation;
  readonly cause: CauseGroup;
  /** The least certainty of its problems. */
  readonly certainty: Certainty;
}

/** Orders of one stage that are at risk. */
export interface RiskCause extends OfTenant {
  readonly kind: 'at_risk';
  readonly cause: RiskGroup;
}

export type ChannelCause = ProblemCause | RiskCause;

export interface CauseSelection {
  readonly causeId?: string;
  readonly tenantId?: string;
  /** Only orders at risk. */
  readonly only?: 'at_risk';
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
    const query = { kinds: findingKinds, fromNanos: fromNanos - overlapNanos, limit: factsAPage };
    for await (const { facts } of allPages((from) => this.#store.facts({ ...query, ...from })))
      for (const fact of facts) {
        if (!this.#seen.add(fact.id)) continue;
        const causeId = causeIdIn(fact);
        if (causeId !== undefined) causeIds.add(causeId);
        if (fact.timeNanos > nextNanos) nextNanos = fact.timeNanos;
      }
    return { causeIds, nextNanos };
  }

  /**
   * The causes of a channel: of its problems, and of its orders at risk. In a channel with tenants, each tenant has
   * its own.
   */
  async *ofChannel(channel: OpenChannel, of: CauseSelection = {}): AsyncGenerator<ChannelCause> {
    const { causeId, only } = of;
    const isRisk = only === 'at_risk' || (causeId !== undefined && isRiskCause(causeId));
    for (const tenantId of channel.tenants.length === 0 ? [''] : channel.tenants) {
      if (of.tenantId !== undefined && of.tenantId !== tenantId) continue;
      if (channel.situations.includes('at_risk') && (isRisk || causeId === undefined))
        for await (const cause of risksOf(this.#store, ofTenant(tenantId)))
          if (causeId === undefined || cause.causeId === causeId) yield { kind: 'at_risk', cause, tenantId };
      if (!isRisk) yield* this.#causesOfProblems(channel, { causeId, tenantId });
    }
  }

  async *#causesOfProblems(
    channel: OpenChannel,
    { causeId, tenantId }: { readonly causeId: string | undefined; readonly tenantId: string },
  ): AsyncGenerator<ChannelCause> {
    const query: CauseQuery = {
      ...ofTenant(tenantId),
      ...ofCertainty(channel),
      state: 'unresolved',
      limit: causesAPage,
      ...definedFields({ causeId }),
    };
    for await (const { causes } of allPages((from) => this.#store.listCauses({ ...query, ...from })))
      for (const cause of causes) {
        const kind = cause.situation;
        const refusal = alertRefusal(channel, { kind, certainty: channel.certainty });
        if (refusal === undefined) yield { kind, cause, certainty: channel.certainty, tenantId };
      }
  }

  /** The unresolved problems of the cause that were opened after `openedAfterNanos`. */
  async *problemsOf(
    { cause, tenantId, ...channel }: ProblemCause,
    openedAfterNanos: EpochNanos | undefined,
  ): AsyncGenerator<ProblemState> {
    const query: ProblemQuery = {
      ...ofTenant(tenantId),
      ...ofCertainty(channel),
      causeId: cause.causeId,
      state: 'unresolved',
      sort: 'opened_at',
      descending: true,
      limit: problemsAPage,
      ...definedFields({ openedAfterNanos }),
    };
    for await (const { problems } of allPages((from) => this.#store.listProblems({ ...query, ...from })))
      yield* problems;
  }
}

/** The filter of a channel that takes only proven verdicts. */
function ofCertainty({ certainty }: Pick<OpenChannel, 'certainty'>): Pick<CauseQuery, 'certainty'> {
  return certainty === 'proven' ? { certainty } : {};
}

function ofTenant(tenantId: string): Pick<CauseQuery, 'tenantId'> {
  return tenantId === '' ? {} : { tenantId };
}

function causeIdIn({ data }: Fact): string | undefined {
  const { cause_id: causeId } = data;
  return typeof causeId === 'string' ? causeId : undefined;
}
