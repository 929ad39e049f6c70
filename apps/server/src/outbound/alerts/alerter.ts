import { nextAlert, type AlertSettings, type NextAlert } from '@ordertrace/flow';
import {
  millisFromNanos,
  nanosFromMillis,
  systemActor,
  type EpochNanos,
  type Fact,
  type Flows,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { problemHash } from '../../problems/problem-desk.js';
import { pauseMs } from '../back-off.js';
import { Follower, type Step } from '../follower.js';
import { TargetQueues, type Attempt, type Pace, type Tried } from '../target-queues.js';
import { alertData } from './alert-data.js';
import { isAlertedUnderAnotherCause } from './already-alerted.js';
import { CauseReader, type CauseSelection, type ChannelCause } from './cause-reader.js';
import type { Alert, OpenChannel } from './channel.js';
import { alertFacts, alertKey, LastAlerts, type AlertSubject } from './last-alerts.js';

export interface AlerterOptions {
  readonly store: Store;
  readonly settings: AlertSettings;
  readonly channels: readonly OpenChannel[];
  /** The active flows, for the names of stages. */
  readonly flows: () => Flows;
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
  readonly #queues: TargetQueues<AlertSubject>;
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
      attempt: (_channel, subject, attempt) => this.#attempt(subject, attempt),
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
    for (const channel of this.#channels.values())
      if (channel.situations.includes('at_risk')) await this.#schedule(channel, { only: 'at_risk' });
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
  async #schedule(channel: OpenChannel, of: CauseSelection): Promise<void> {
    for await (const found of this.#causes.ofChannel(channel, of)) {
      const subject = subjectOf(channel, found);
      const waiting = this.#queues.get(channel.name, alertKey(subject));
      // A cause that waits for a retry keeps its attempts, and is read at the retry.
      if (waiting !== undefined && waiting.attempts > 0) continue;
      const next = this.#next(subject, found);
      if (next !== undefined) this.#put(subject, nanosFromMillis(next.atMs));
    }
  }

  #put(subject: AlertSubject, dueNanos: EpochNanos): void {
    const failed = this.#last.failed(subject);
    const again = failed && failed.lastNanos + nanosFromMillis(pauseMs(failed.attempts, this.#pace.item));
    const waiting = {
      item: subject,
      attempts: failed?.attempts ?? 0,
      dueNanos: again !== undefined && again > dueNanos ? again : dueNanos,
    };
    if (!this.#queues.put(subject.channel, alertKey(subject), waiting)) this.#isIncomplete = true;
  }

  /** The cause's next alert; `undefined` if there is nothing new. */
  #next(subject: AlertSubject, { kind, cause }: ChannelCause): NextAlert | undefined {
    const { settings, now } = this.#options;
    const covered = this.#last.coveredUntil(subject);
    if (covered !== undefined && cause.lastNanos <= covered) return undefined;
    const ended = this.#last.ended(subject);
    const last = ended && {
      atMs: millisFromNanos(ended.atNanos),
      untilMs: millisFromNanos(ended.untilNanos),
    };
    const lastMs = millisFromNanos(cause.lastNanos);
    const firstMs = covered === undefined ? millisFromNanos(cause.firstNanos) : lastMs;
    return nextAlert(settings, { kind, firstMs, lastMs }, { last, nowMs: millisFromNanos(now()) });
  }

  async #attempt(subject: AlertSubject, attempt: number): Promise<Attempt | undefined> {
    const { logger } = this.#options;
    const channel = this.#channels.get(subject.channel);
    if (channel === undefined) return undefined;
    const found = await this.#dueCause(channel, subject);
    if (found === undefined) return undefined;
    const alert = this.#alertOf(channel, found);
    const sent = await channel.deliver(alert);
    if (sent.outcome !== 'delivered')
      logger.warn({ channel: channel.name, attempt, reason: sent.reason }, 'an alert was not delivered');
    return { sent, keep: (tried) => this.#keep({ subject, found, alert }, tried) };
  }

  /**
   * The current state of the cause if an alert is due. If it is due later, the cause returns to the queue.
   */
  async #dueCause(channel: OpenChannel, subject: AlertSubject): Promise<ChannelCause | undefined> {
    const { causeId, tenantId } = subject;
    for await (const found of this.#causes.ofChannel(channel, { causeId, tenantId })) {
      const atMs = this.#next(subject, found)?.atMs;
      if (atMs === undefined) return undefined;
      if (atMs > millisFromNanos(this.#options.now())) this.#put(subject, nanosFromMillis(atMs));
      else if (await this.#isNew(subject, found)) return found;
      else this.#last.cover(subject, found.cause.lastNanos);
      return undefined;
    }
    return undefined;
  }

  /** Whether the channel has had no alert for some order of the cause: a changed cause alone is not new. */
  async #isNew(subject: AlertSubject, found: ChannelCause): Promise<boolean> {
    if (found.kind === 'at_risk') return true;
    const since = this.#last.ended(subject)?.untilNanos;
    for await (const problem of this.#causes.problemsOf(found, since))
      if (!isAlertedUnderAnotherCause(problem, { subject, alerts: this.#last })) return true;
    return false;
  }

  #alertOf(channel: OpenChannel, found: ChannelCause): Alert {
    const { now, settings, flows } = this.#options;
    const subject = subjectOf(channel, found);
    const before = this.#last.ended(subject)?.atNanos ?? 0n;
    return {
      id: problemHash(`alert\n${alertKey(subject)}\n${before}`, 32),
      ...alertData(found, { ...channel, consoleUrl: settings.consoleUrl, flows: flows() }),
      timeMs: Math.round(millisFromNanos(now())),
    };
  }

  async #keep(
    { subject, found, alert }: { subject: AlertSubject; found: ChannelCause; alert: Alert },
    { outcome, attempt, atNanos, error }: Tried,
  ): Promise<void> {
    const { cause, tenantId } = found;
    const fact: Fact = {
      id: problemHash(`${alert.id}\n${attempt}\n${atNanos}`, 32),
      kind: alertFacts[outcome === 'given_up' ? 'givenUp' : outcome],
      timeNanos: atNanos,
      actor: systemActor,
      tenantId: '',
      orderId: '',
      subject: subject.channel,
      data: {
        alert_id: alert.id,
        cause_id: cause.causeId,
        ...(tenantId === '' ? {} : { tenant_id: tenantId }),
        problems: cause.count,
        attempt,
        until_nanos: cause.lastNanos.toString(),
        ...(error === undefined ? {} : { error: error.slice(0, 500) }),
      },
    };
    this.#last.add(fact);
    this.#options.onDelivery?.(subject.channel, outcome);
    await this.#options.store.appendFacts([fact]);
  }
}

function subjectOf({ name }: OpenChannel, { cause, tenantId }: ChannelCause): AlertSubject {
  return { channel: name, causeId: cause.causeId, tenantId };
}
