import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { withCarrier, withOrder, withWork } from '@ordertrace/instrumentation';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { keepJob, returnJob, takeJobs, type Job } from '../storage/jobs.js';
import { calculate, type CalculationContext, type RunEnd } from './calculation.js';

export interface RunnerOptions extends CalculationContext {
  readonly pool: Pool;
  readonly log: Logger;
  readonly parallel: number;
  readonly timeLimitMs: number;
  /** Interval in milliseconds between polls for jobs. */
  readonly pollMs?: number;
  /** Milliseconds after which jobs of a dead process are taken again. */
  readonly leaseMs?: number;
  /** Milliseconds before the retry of a job that failed for a temporary reason. */
  readonly retryPauseMs?: number;
}

/** Time of a calculation besides reading the model: thread start, database. */
const expectedBesidesReadingMs = 10_000;

/**
 * Runs the queued jobs, a few at a time. A job belongs to this process as long as it renews the lease. If the
 * process dies, another process starts the job from the beginning.
 */
export class CalculationRunner {
  readonly #options: Required<RunnerOptions>;
  readonly #stopping = new AbortController();
  readonly #interrupting = new AbortController();
  readonly #atWork = new Set<Promise<void>>();
  #endPause: (() => void) | undefined;
  #isWoken = false;
  #looping: Promise<void> | undefined;

  constructor(options: RunnerOptions) {
    this.#options = { pollMs: 1000, leaseMs: 6000, retryPauseMs: 5000, ...options };
  }

  start(): void {
    // Polling belongs to no order; its spans would be traces of their own.
    this.#looping ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.#loop());
  }

  /** Polls for jobs at once. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause?.();
  }

  /** Takes no further jobs. Jobs that do not finish within the grace time are left to the next process. */
  async close(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#looping;
    const timer = setTimeout(() => this.#interrupting.abort(), graceMs);
    await Promise.all(this.#atWork);
    clearTimeout(timer);
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#isWoken = false;
      await this.#takeJobs();
      await this.#pause();
    }
  }

  async #takeJobs(): Promise<void> {
    const { pool, parallel, leaseMs, log } = this.#options;
    const limit = parallel - this.#atWork.size;
    if (limit <= 0) return;
    try {
      for (const job of await takeJobs(pool, { limit, leaseMs })) this.#begin(job);
    } catch (error) {
      log.warn({ err: error }, 'calculations can not be read; trying again');
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.pollMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isWoken) this.#endPause();
    });
  }

  #begin(job: Job): void {
    const run = this.#run(job).finally(() => {
      this.#atWork.delete(run);
      this.wake();
    });
    this.#atWork.add(run);
  }

  /** Never rejects: a job that can't be returned becomes available when its lease expires. */
  async #run(job: Job): Promise<void> {
    const lease = this.#keepLease(job);
    const { carrier, orderId, tenantId } = job;
    await withCarrier(carrier, () =>
      withOrder({ orderId, tenantId }, async () => {
        try {
          await this.#conclude(job, await this.#calculate(job, lease));
        } catch (error) {
          this.#options.log.error({ err: error, runs: job.runs }, 'calculation failed; trying again later');
          await this.#giveBack(job, { pauseMs: this.#options.retryPauseMs, counts: true });
        } finally {
          lease.end();
        }
      }),
    );
  }

  #calculate(job: Job, lease: Lease): Promise<RunEnd> {
    const expectedWithinMs = this.#options.timeLimitMs + expectedBesidesReadingMs;
    return withWork({ work: 'price model', expectedWithinMs }, async (span) => {
      const end = await calculate(job, this.#options, { onProgress: lease.tell, signal: lease.signal });
      span.setAttribute('calculation.outcome', end.kind);
      if (end.kind === 'completed') span.setAttribute('model.facets', end.facets);
      if (end.kind === 'rejected') span.setAttribute('calculation.reason_code', end.code);
      return end;
    });
  }

  async #conclude(job: Job, end: RunEnd): Promise<void> {
    const { log } = this.#options;
    switch (end.kind) {
      case 'completed':
        log.info({ facets: end.facets }, 'model calculated');
        return;
      case 'rejected':
        log.info({ reason_code: end.code }, 'model rejected');
        return;
      case 'overtaken':
        log.info({}, 'calculation was overtaken by a newer one');
        return;
      case 'interrupted':
        log.info({}, 'calculation interrupted, it will be taken up again');
        await this.#giveBack(job, { pauseMs: 0, counts: false });
        return;
      case 'unavailable':
        log.warn({ reason: end.reason }, 'model can not be read now; trying again later');
        await this.#giveBack(job, { pauseMs: this.#options.retryPauseMs, counts: false });
    }
  }

  async #giveBack({ run }: Job, how: { pauseMs: number; counts: boolean }): Promise<void> {
    await returnJob(this.#options.pool, { run, ...how }).catch((error: unknown) =>
      this.#options.log.warn({ err: error }, 'calculation could not be given back; its lease will end'),
    );
  }

  /** Renews the lease and writes the progress until the run ends. Ends a run that has lost its lease. */
  #keepLease({ run }: Job): Lease {
    const { pool, leaseMs } = this.#options;
    const lost = new AbortController();
    let progress = 0;
    const timer = setInterval(() => {
      keepJob(pool, { run, progress, leaseMs }).then(
        (isOurs) => isOurs || lost.abort(),
        // The database is away; the next renewal may still be in time.
        () => undefined,
      );
    }, leaseMs / 6);
    return {
      signal: AbortSignal.any([lost.signal, this.#interrupting.signal]),
      tell: (share) => (progress = share),
      end: () => clearInterval(timer),
    };
  }
}

interface Lease {
  readonly signal: AbortSignal;
  readonly tell: (progress: number) => void;
  readonly end: () => void;
}
