import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { withCarrier, withOrder, withWork } from '@ordertrace/instrumentation';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { keepJob, returnJob, takeJobs, type Job } from '../storage/jobs.js';
import { calculate, type CalculationParts, type RunEnd } from './calculation.js';

export interface RunnerOptions extends CalculationParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly parallel: number;
  readonly timeLimitMs: number;
  /** Milliseconds after which it looks for jobs without being woken. */
  readonly pollMs?: number;
  /** Milliseconds after which the jobs of a process that died are taken up again. */
  readonly leaseMs?: number;
  /** Milliseconds before a job is tried again that failed for a reason which may pass. */
  readonly retryPauseMs?: number;
}

/** What a calculation may take besides reading the model: thread start, database. */
const expectedBesidesReadingMs = 10_000;

/**
 * Works off the queued jobs, a few at a time. A job belongs to this process as long as it keeps prolonging the
 * lease; if the process dies, another one, or its successor, takes the job up from the start.
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
    // Its looking for jobs belongs to no order and would show up as traces of its own.
    this.#looping ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.#loop());
  }

  /** Looks for jobs at once. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause?.();
  }

  /** Takes no more jobs; what is not done within the grace is left to the next process. */
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

  /** Never rejects: a job that can't even be given back comes back when its lease ends. */
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

  /** Prolongs the lease and tells the progress, until its end; ends the run that lost it. */
  #keepLease({ run }: Job): Lease {
    const { pool, leaseMs } = this.#options;
    const lost = new AbortController();
    let progress = 0;
    const timer = setInterval(() => {
      keepJob(pool, { run, progress, leaseMs }).then(
        (isOurs) => isOurs || lost.abort(),
        // The database is away: the next time may be in time still.
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
