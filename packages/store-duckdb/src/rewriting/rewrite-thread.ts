import { Worker } from 'node:worker_threads';
import { StoreError } from '@ordertrace/store';
import type { FailureMessage } from '../failures/failure-message.js';
import type { RewriteJob, RewriteResult } from './rewrite-runs.js';

/** Upper limit of the thread's heap. */
const heapMiB = 1024;

/** Rewrites runs in a thread of low priority, one job at a time. */
export class RewriteThread {
  #worker: Worker | undefined;

  run(job: RewriteJob): Promise<RewriteResult> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./rewrite-worker.js', import.meta.url), {
        workerData: job,
        resourceLimits: { maxOldGenerationSizeMb: heapMiB },
      });
      this.#worker = worker;
      worker.once('message', (message: { answer: RewriteResult } | { failure: FailureMessage }) => {
        if ('answer' in message) resolve(message.answer);
        else reject(new StoreError(message.failure.code, message.failure.message));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new StoreError('closed', 'Rewriting a run was given up.')));
    });
  }

  /** Cancels the current job. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}
