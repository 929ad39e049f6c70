import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { nanosFromMillis, type Fact, type OrderRef } from '@ordertrace/model';
import { afterErasure, type ErasureTarget, type Facts } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { ApiError } from '../../http/errors.js';
import type { Person } from '../../http/caller.js';

/** A view of order data by a person. */
export interface AccessRecord {
  readonly person: Person;
  /** `order_viewed`, `journey_viewed`, … */
  readonly action: string;
  /** Empty if the view is about no particular order. */
  readonly orders: readonly OrderRef[];
  /** The ID of the viewed item, if it has one, such as a trace. */
  readonly subject?: string;
  /** Stores every repeat of the view too. */
  readonly each?: boolean;
}

export interface AccessLogOptions {
  readonly store: Pick<Facts, 'appendFacts'>;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  readonly limits?: Partial<AccessLogLimits>;
  /** Runs a write of views, never during an erasure; at once by default. */
  readonly outside?: (work: () => Promise<void>) => Promise<void>;
}

export interface AccessLogLimits {
  /** Most views that wait to be stored; beyond that, requests are refused. */
  readonly mostWaiting: number;
  /** How long views are collected before they are stored. */
  readonly gatherMs: number;
}

const defaultLimits: AccessLogLimits = { mostWaiting: 50_000, gatherMs: 500 };

/** Pages reload their data: repeated views of one order by one person within this time are one. */
const windowMs = 600_000;
const factsAtOnce = 1000;
const triesAtStop = 5;

/**
 * Stores who viewed what, as append-only facts. Responses don't wait for it. If it falls behind, requests are
 * refused, so that nothing is shown without a record.
 */
export class AccessLog {
  readonly #store: Pick<Facts, 'appendFacts'>;
  readonly #logger: Pick<FastifyBaseLogger, 'error'>;
  readonly #limits: AccessLogLimits;
  readonly #outside: (work: () => Promise<void>) => Promise<void>;
  #waiting: Fact[] = [];
  /** IDs of views in this window: the store would ignore their repeats, so these are skipped. */
  #seen = new Set<string>();
  #window = 0;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor({ store, logger, limits, outside = (work) => work() }: AccessLogOptions) {
    this.#outside = outside;
    this.#store = store;
    this.#logger = logger;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** @throws ApiError 503 if too many views wait to be stored */
  record(look: AccessRecord): void {
    const nowMs = Date.now();
    this.#enterWindow(Math.floor(nowMs / windowMs));
    const orders = look.orders.length === 0 ? [{ tenantId: '', orderId: '' }] : look.orders;
    for (const order of orders) {
      const fact = factOf(look, order, { nowMs, window: this.#window });
      if (this.#seen.has(fact.id)) continue;
      if (this.#waiting.length >= this.#limits.mostWaiting) throw full();
      this.#seen.add(fact.id);
      this.#waiting.push(fact);
    }
    if (this.#waiting.length > 0) this.#running ??= this.#run();
  }

  /** Drops what was erased from the views that wait to be stored. */
  forget(target: ErasureTarget): void {
    this.#waiting = this.#waiting.flatMap((fact) => afterErasure(fact, target) ?? []);
  }

  /** Resolves when all views are stored. After several failed attempts it gives up and logs the loss. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    for (let tries = 0; this.#waiting.length > 0 && tries < triesAtStop; tries++) await this.#keepSome();
    if (this.#waiting.length > 0)
      this.#logger.error({ looks: this.#waiting.length }, 'access log: looks could not be kept');
  }

  #enterWindow(window: number): void {
    if (window === this.#window) return;
    this.#window = window;
    this.#seen = new Set();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopping.signal.aborted) {
      await sleep(this.#limits.gatherMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      await this.#keepSome();
    }
    this.#running = undefined;
  }

  #keepSome(): Promise<void> {
    return this.#outside(() => this.#storeSome());
  }

  async #storeSome(): Promise<void> {
    const some = this.#waiting.slice(0, factsAtOnce);
    try {
      await this.#store.appendFacts(some);
      this.#waiting = this.#waiting.slice(some.length);
    } catch (error) {
      this.#logger.error({ err: error }, 'access log: looks could not be kept yet');
    }
  }
}

function factOf(
  { person, action, subject = '', each = false }: AccessRecord,
  { tenantId, orderId }: OrderRef,
  { nowMs, window }: { readonly nowMs: number; readonly window: number },
): Fact {
  const what = [person.subject, action, subject, tenantId, orderId, each ? randomUUID() : window];
  return {
    id: `look-${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32)}`,
    kind: `access.${action}`,
    timeNanos: nanosFromMillis(nowMs),
    actor: person.subject,
    tenantId,
    orderId,
    subject,
    data: { name: person.name, roles: [...person.roles] },
  };
}

function full(): ApiError {
  return new ApiError(503, 'access_log_full', {
    message: 'Who looks at orders can not be kept now, so none is shown. Try again soon.',
    retryAfterS: 10,
  });
}
