import { isQuiet, type AlertSettings } from '@ordertrace/flow';
import { millisFromNanos, nanosFromMillis, systemActor, type EpochNanos, type Fact } from '@ordertrace/model';
import type { CauseGroup, Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { problemHash } from '../../problems/problem-desk.js';
import { causeView } from '../../problems/problem-view.js';
import { pauseMs } from '../back-off.js';
import { Follower, type Step } from '../follower.js';
import { TargetQueues, type Attempt, type Pace, type Tried } from '../target-queues.js';
import { CauseReader } from './cause-reader.js';
import type { Alert, OpenChannel } from './channel.js';
import { alertFacts, alertKey, LastAlerts } from './last-alerts.js';

export interface AlerterOptions {
  readonly store: Store;
  readonly settings: AlertSettings;
  readonly channels: readonly OpenChannel[];
  readonly now: () => EpochNanos;
  readonly logger: FastifyBaseLogger;
  readonly onDelivery?: (channel: string, outcome: Tried['outcome']) => void;
  readonly pace?: Partial<Pace>;
}

const usualPace: Pace = {
  item: { firstMs: 30_000, longestMs: 3_600_000 },
  target: { firstMs: 30_000, longestMs: 600_000 },
  attemptsAtMost: 20,
  waitingAtMost: 10_000,
};

/** The facts of problems are read when the alerter is notified, and after this time at the latest. */
const restMs = 60_000;

/** If more causes have changed, all are read page by page. */
const causesOneByOne = 50;

/** Interval of the checks for the end of quiet hours. */
const quietLookNanos = nanosFromMillis(60_000);

/**
 * Sends alerts about causes with new problems to channels. Problems are gathered first. Alerts respect quiet
 * hours and the least time between two alerts. The alerter follows the facts of problems. Sent and failed
 * alerts are facts too, which it reads at its start.
 */
export class Alerter {
  readonly #options: AlerterOptions;
  readonly #channels: ReadonlyMap<string, OpenChannel>;
  readonly #pace: Pace;
  readonly #causes: CauseReader;
  readonly #follower: Follower;
  readonly #queues: TargetQueues<string>;
  #last = new LastAlerts();
  /** Whether a cause was dropped because its queue was full: then all causes are read again. */
  #isIncomplete = false;

  constructor(options: AlerterOptions) {
    const { store, channels, now, logger } = options;
    this.#options = options;
    this.#pace = { ...usualPace, ...options.pace };
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]));
    this.#causes = new CauseReader(store);
    this.#queues = new TargetQueues({
      name: 'alerts',
      pace: this.#pace,
      now,
      logger,
      isOpen: () => true,
      attempt: (channel, causeId, attempt) => this.#attempt(channel, causeId, attempt),
    });
    this.#follower = new Follower({
      name: 'following problems for alerts',
      logger,
      restMs,
      // Facts record what was sent, so a start reads all causes and needs no position.
      positions: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      begin: () => this.#begin(),
      step: (from) => this.#step(BigInt(from)),
    });
  }

  start(): void {
    this.#follower.start();
    this.#queues.start();
  }

  /** Notifies the alerter of changed problems. */
  wake(): void {
    this.#follower.wake();
  }

  /** Resolves when the running deliveries have ended. */
  async stop(): Promise<void> {
    await this.#follower.stop();
    await this.#queues.stop();
  }

  /** Sends the alerts that are due. Never call it while the alerter runs. */
  async look(): Promise<void> {
    while (await this.#follower.advance());
    await this.#queues.look();
  }

  async #begin(): Promise<string> {
    const { store, now } = this.#options;
    const begunNanos = now();
    this.#last = await LastAlerts.read(store);
    await this.#scheduleAll();
    return begunNanos.toString();
  }

  async #step(fromNanos: EpochNanos): Promise<Step | undefined> {
    const { causeIds, nextNanos } = await this.#causes.changedSince(fromNanos);
    if (this.#isIncomplete || causeIds.size > causesOneByOne) await this.#scheduleAll();
    else {
      for (const causeId of causeIds)
        for (const channel of this.#channels.values()) await this.#schedule(channel, { causeId });
    }
    return causeIds.size === 0 ? undefined : { position: nextNanos.toString(), hadEffect: false };
  }

  async #scheduleAll(): Promise<void> {
    this.#isIncomplete = false;
    for (const channel of this.#channels.values()) await this.#schedule(channel, {});
  }

  /** Adds causes to the channel's queue, each with the due time of its alert. */
  async #schedule(channel: OpenChannel, of: { readonly causeId?: string }): Promise<void> {
    for await (const cause of this.#causes.ofChannel(channel, of)) {
      const waiting = this.#queues.get(channel.name, cause.causeId);
      // A cause that waits for a retry keeps its attempts, and is read at the retry.
      if (waiting !== undefined && waiting.attempts > 0) continue;
      const dueNanos = this.#dueNanos(channel, cause);
      if (dueNanos !== undefined) this.#put(channel.name, cause.causeId, dueNanos);
    }
  }

  #put(channel: string, causeId: string, dueNanos: EpochNanos): void {
    const failed = this.#last.failed(channel, causeId);
    const again = failed && failed.lastNanos + nanosFromMillis(pauseMs(failed.attempts, this.#pace.item));
    const waiting = {
      item: causeId,
      attempts: failed?.attempts ?? 0,
      dueNanos: again !== undefined && again > dueNanos ? again : dueNanos,
    };
    if (!this.#queues.put(channel, causeId, waiting)) this.#isIncomplete = true;
  }

  /** The due time of the cause's next alert, without quiet hours; `undefined` if there is none. */
  #dueNanos({ name }: OpenChannel, cause: CauseGroup): EpochNanos | undefined {
    const { repeatAfterMs, gatherMs } = this.#options.settings;
    const last = this.#last.ended(name, cause.causeId);
    if (last === undefined) return cause.firstNanos + nanosFromMillis(gatherMs);
    return cause.lastNanos <= last.untilNanos ? undefined : last.atNanos + nanosFromMillis(repeatAfterMs);
  }

  async #attempt(channelName: string, causeId: string, attempt: number): Promise<Attempt | undefined> {
    const { now, settings, logger } = this.#options;
    const channel = this.#channels.get(channelName);
    if (channel === undefined) return undefined;
    const cause = await this.#dueCause(channel, causeId);
    if (cause === undefined) return undefined;
    const { quiet } = settings;
    if (quiet?.except.includes(cause.situation) === false && this.#isQuiet()) {
      this.#put(channelName, causeId, now() + quietLookNanos);
      return undefined;
    }
    const alert = this.#alertOf(channel, cause);
    const sent = await channel.deliver(alert);
    if (sent.outcome !== 'delivered')
      logger.warn({ channel: channelName, attempt, reason: sent.reason }, 'an alert was not delivered');
    return { sent, keep: (tried) => this.#keep({ channel, cause, alert }, tried) };
  }

  #isQuiet(): boolean {
    const { settings, now } = this.#options;
    return settings.quiet !== undefined && isQuiet(settings.quiet, millisFromNanos(now()));
  }

  /**
   * The current state of the cause if an alert is due. If it is due later, the cause returns to the queue.
   */
  async #dueCause(channel: OpenChannel, causeId: string): Promise<CauseGroup | undefined> {
    const nowNanos = this.#options.now();
    let next: EpochNanos | undefined;
    for await (const cause of this.#causes.ofChannel(channel, { causeId })) {
      const dueNanos = this.#dueNanos(channel, cause);
      if (dueNanos === undefined) continue;
      if (dueNanos <= nowNanos) return cause;
      if (next === undefined || dueNanos < next) next = dueNanos;
    }
    if (next !== undefined) this.#put(channel.name, causeId, next);
    return undefined;
  }

  #alertOf(channel: OpenChannel, cause: CauseGroup): Alert {
    const { now, settings } = this.#options;
    const key = alertKey(channel.name, cause.causeId);
    const before = this.#last.ended(channel.name, cause.causeId)?.atNanos ?? 0n;
    const { consoleUrl } = settings;
    return {
      id: problemHash(`alert\n${key}\n${before}`, 32),
      cause: causeView(cause, channel.language),
      ...(consoleUrl === undefined ? {} : { link: `${consoleUrl}/problems?cause=${cause.causeId}` }),
      timeMs: Math.round(millisFromNanos(now())),
    };
  }

  async #keep(
    { channel, cause, alert }: { channel: OpenChannel; cause: CauseGroup; alert: Alert },
    { outcome, attempt, atNanos, error }: Tried,
  ): Promise<void> {
    const fact: Fact = {
      id: problemHash(`${alert.id}\n${attempt}\n${atNanos}`, 32),
      kind: alertFacts[outcome === 'given_up' ? 'givenUp' : outcome],
      timeNanos: atNanos,
      actor: systemActor,
      tenantId: '',
      orderId: '',
      subject: channel.name,
      data: {
        alert_id: alert.id,
        cause_id: cause.causeId,
        problems: cause.count,
        attempt,
        until_nanos: cause.lastNanos.toString(),
        ...(error === undefined ? {} : { error: error.slice(0, 500) }),
      },
    };
    this.#last.add(fact);
    this.#options.onDelivery?.(channel.name, outcome);
    await this.#options.store.appendFacts([fact]);
  }
}
