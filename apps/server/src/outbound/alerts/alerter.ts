import { isQuiet, type AlertSettings } from '@ordertrace/flow';
import { millisFromNanos, nanosFromMillis, systemActor, type EpochNanos } from '@ordertrace/model';
import type { CauseGroup, Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { problemHash } from '../../problems/problem-desk.js';
import { causeView } from '../../problems/problem-view.js';
import { Rounds } from '../rounds.js';
import type { Alert, OpenChannel } from './channel.js';
import { alertFacts, toldKey, toldSoFar, type Told } from './told.js';

export type Outcome = 'delivered' | 'failed' | 'given_up';

export interface AlerterOptions {
  readonly store: Store;
  readonly settings: AlertSettings;
  readonly channels: readonly OpenChannel[];
  readonly now: () => EpochNanos;
  readonly logger: FastifyBaseLogger;
  readonly onDelivery?: (channel: string, outcome: Outcome) => void;
}

const everyMs = 10_000;
const causesAtOnce = 200;
const firstBackOffMs = 30_000;
const longestBackOffMs = 3_600_000;
const triesAtMost = 20;

interface Tries {
  readonly count: number;
  readonly nextNanos: EpochNanos;
}

/**
 * Tells channels of causes with new problems: gathered, not within quiet hours, not again within the set time, and
 * again with growing pauses where a delivery failed. Each try is kept as a fact.
 */
export class Alerter {
  readonly #options: AlerterOptions;
  readonly #rounds: Rounds;
  readonly #tries = new Map<string, Tries>();
  #told: Map<string, Told> | undefined;

  constructor(options: AlerterOptions) {
    this.#options = options;
    this.#rounds = new Rounds({
      round: async () => {
        await this.look();
        return everyMs;
      },
      failed: (error) => {
        options.logger.error({ err: error }, 'alerts could not be looked after; trying again');
        return everyMs;
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when the delivery under way has ended. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** Tells what is due now. */
  async look(): Promise<void> {
    this.#told ??= await toldSoFar(this.#options.store);
    await Promise.all(this.#options.channels.map((channel) => this.#tell(channel)));
  }

  async #tell(channel: OpenChannel): Promise<void> {
    for (const cause of await this.#causes(channel)) {
      if (this.#rounds.isStopping) return;
      if (this.#isDue(channel, cause)) await this.#try(channel, cause);
    }
  }

  /** Causes of the channel's tenants, each with these tenants' problems alone. */
  async #causes({ tenants, situations }: OpenChannel): Promise<CauseGroup[]> {
    const { store } = this.#options;
    const causes: CauseGroup[] = [];
    for (const tenantId of tenants.length === 0 ? [undefined] : tenants) {
      const tenant = tenantId === undefined ? {} : { tenantId };
      let next: string | undefined;
      do {
        const cursor = next === undefined ? {} : { cursor: next };
        const page = await store.listCauses({
          ...{ ...tenant, ...cursor, state: 'unresolved' },
          limit: causesAtOnce,
        });
        causes.push(...page.causes);
        next = page.next;
      } while (next !== undefined);
    }
    return causes.filter((cause) => situations.includes(cause.situation));
  }

  #isDue(channel: OpenChannel, cause: CauseGroup): boolean {
    const { settings, now } = this.#options;
    const nowNanos = now();
    const key = this.#key(channel, cause);
    const told = this.#told?.get(key);
    if (told !== undefined && cause.lastNanos <= told.untilNanos) return false;
    const since = (nanos: EpochNanos) => millisFromNanos(nowNanos - nanos);
    if (told !== undefined && since(told.atNanos) < settings.repeatAfterMs) return false;
    if (told === undefined && since(cause.firstNanos) < settings.gatherMs) return false;
    const { quiet } = settings;
    const loud = quiet === undefined || quiet.except.includes(cause.situation);
    if (!loud && isQuiet(quiet, millisFromNanos(nowNanos))) return false;
    return (this.#tries.get(key)?.nextNanos ?? 0n) <= nowNanos;
  }

  async #try(channel: OpenChannel, cause: CauseGroup): Promise<void> {
    const { now, settings, logger } = this.#options;
    const key = this.#key(channel, cause);
    const attempt = (this.#tries.get(key)?.count ?? 0) + 1;
    const link = settings.consoleUrl;
    const alert: Alert = {
      id: problemHash(`alert\n${key}\n${this.#told?.get(key)?.atNanos ?? 0n}`, 32),
      cause: causeView(cause, channel.language),
      ...(link === undefined ? {} : { link: `${link}/problems?cause=${cause.causeId}` }),
      timeMs: Math.round(millisFromNanos(now())),
    };
    try {
      await channel.deliver(alert);
      this.#tries.delete(key);
      await this.#record({ channel, cause, alert, attempt }, 'delivered');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const outcome = attempt >= triesAtMost ? 'given_up' : 'failed';
      logger.warn({ channel: channel.name, attempt, reason }, 'an alert was not delivered');
      const pauseMs = Math.min(firstBackOffMs * 2 ** (attempt - 1), longestBackOffMs);
      if (outcome === 'failed')
        this.#tries.set(key, { count: attempt, nextNanos: now() + nanosFromMillis(pauseMs) });
      else this.#tries.delete(key);
      await this.#record({ channel, cause, alert, attempt, error: reason }, outcome);
    }
  }

  async #record(
    tried: { channel: OpenChannel; cause: CauseGroup; alert: Alert; attempt: number; error?: string },
    outcome: Outcome,
  ): Promise<void> {
    const { channel, cause, alert, attempt, error } = tried;
    const timeNanos = this.#options.now();
    const until = cause.lastNanos;
    if (outcome !== 'failed')
      this.#told?.set(this.#key(channel, cause), { atNanos: timeNanos, untilNanos: until });
    this.#options.onDelivery?.(channel.name, outcome);
    await this.#options.store.appendFacts([
      {
        id: problemHash(`${alert.id}\n${attempt}\n${timeNanos}`, 32),
        kind: alertFacts[outcome === 'given_up' ? 'givenUp' : outcome],
        ...{ timeNanos, actor: systemActor, tenantId: '', orderId: '', subject: channel.name },
        data: {
          ...{ alert_id: alert.id, cause_id: cause.causeId, problems: cause.count, attempt },
          until_nanos: until.toString(),
          ...(error === undefined ? {} : { error: error.slice(0, 500) }),
        },
      },
    ]);
  }

  #key(channel: OpenChannel, cause: CauseGroup): string {
    return toldKey(channel.name, cause.causeId);
  }
}
