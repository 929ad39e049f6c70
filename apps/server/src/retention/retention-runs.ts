import { definedFields } from '@ordertrace/conventions';
import { randomUUID } from 'node:crypto';
import type { RetentionRun, RetentionStatus } from '@ordertrace/api';
import {
  systemActor,
  timestampText,
  type EpochNanos,
  type Flow,
  type Flows,
  type OrderState,
  type OutcomeRetention,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { orderRules, outcomeRule, outcomeRules, readMarks } from './outcome-rules.js';

export interface RetentionOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly now: () => EpochNanos;
  readonly logger: FastifyBaseLogger;
}

export interface RetentionAsk {
  readonly dryRun: boolean;
  readonly by: string;
  /** As in the store's contract. */
  readonly leastShare?: number;
}

const dayMs = 86_400_000;
const firstRunMs = 600_000;
/** Scheduled runs rewrite a file if at least this share of it is removable; less waits for later days. */
const clockShare = 0.05;

/** Removes data by the flows' retention policy: one run at a time, on request and each day. */
export class RetentionRuns {
  readonly #options: RetentionOptions;
  #run: RetentionRun | undefined;
  #running: Promise<void> | undefined;
  #clock: NodeJS.Timeout | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** The first run is after ten minutes, then one each day. */
  start(): void {
    this.#runLater(firstRunMs);
  }

  #runLater(millis: number): void {
    this.#clock = setTimeout(() => {
      if (this.#options.flows().all.some((flow) => flow.retention !== undefined))
        this.begin({ dryRun: false, by: systemActor, leastShare: clockShare });
      this.#runLater(dayMs);
    }, millis).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#clock);
    await this.#running;
  }

  get status(): RetentionStatus {
    const { all, fallback } = this.#options.flows();
    const others = all.filter((flow) => flow !== fallback);
    return {
      policy: policyView(fallback),
      ...(others.length === 0 ? {} : { policies: others.map(ownPolicyView) }),
      run: this.#run ?? null,
    };
  }

  /** Starts a run; `false` if one is running. */
  begin(ask: RetentionAsk): boolean {
    if (this.#running !== undefined) return false;
    const { now } = this.#options;
    this.#run = {
      started_at: timestampText(now()),
      ended_at: null,
      by: ask.by,
      dry_run: ask.dryRun,
      done_bytes: 0,
      of_bytes: 0,
      removed: [],
      error: null,
    };
    this.#running = this.#retain(ask).finally(() => (this.#running = undefined));
    return true;
  }

  /** Resolves when no run is active. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #retain({ dryRun, by, leastShare }: RetentionAsk): Promise<void> {
    const { store, now, logger } = this.#options;
    const flows = this.#options.flows();
    const startedNanos = now();
    try {
      const marks = await readMarks(store);
      const policyOf = (order: OrderState) => flows.named(order.flow).retention ?? {};
      const technicalMs = flows.fallback.retention?.technicalMs;
      const { removed } = await store.retain({
        rules: outcomeRules,
        orders: orderRules(store, (order) =>
          outcomeRule(order, { policy: policyOf(order), marks, now: startedNanos }),
        ),
        ...(technicalMs === undefined
          ? {}
          : { technicalBeforeNanos: startedNanos - BigInt(technicalMs) * 1_000_000n }),
        dryRun,
        ...definedFields({ leastShare }),
        onProgress: ({ doneBytes, ofBytes }) => this.#note({ done_bytes: doneBytes, of_bytes: ofBytes }),
      });
      this.#note({ removed: removed.map((count) => ({ ...count })) });
      if (!dryRun) await this.#keepReport(startedNanos, by);
    } catch (error) {
      logger.error({ err: error }, 'retention did not end well');
      this.#note({ error: error instanceof Error ? error.message : String(error) });
    }
    this.#note({ ended_at: timestampText(now()) });
  }

  #note(part: Partial<RetentionRun>): void {
    if (this.#run !== undefined) this.#run = { ...this.#run, ...part };
  }

  async #keepReport(timeNanos: EpochNanos, actor: string): Promise<void> {
    const removed = this.#run?.removed ?? [];
    if (removed.length === 0) return;
    await this.#options.store.appendFacts([
      {
        id: randomUUID(),
        kind: 'retention.ran',
        timeNanos,
        actor,
        tenantId: '',
        orderId: '',
        subject: '',
        data: { removed: removed.map((count) => ({ ...count })) },
      },
    ]);
  }
}

function policyView({ retention: { healthy, problem, technicalMs } = {} }: Flow) {
  return {
    healthy: outcomeView(healthy),
    problem: outcomeView(problem),
    technical_ms: technicalMs ?? null,
  };
}

/** Records without an order belong to no flow, so the policy of the fallback flow applies. */
function ownPolicyView(flow: Flow) {
  const { healthy, problem } = policyView(flow);
  return { flow: flow.name, healthy, problem };
}

function outcomeView(outcome: OutcomeRetention | undefined) {
  return outcome === undefined ? null : { keep_ms: outcome.keepMs, skeleton_ms: outcome.skeletonMs ?? null };
}
