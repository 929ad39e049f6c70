import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { failureMessage } from '../failures/failure-message.js';
import { rewriteRuns, type RewriteJob } from './rewrite-runs.js';

/** Linux gives each thread a priority of its own; elsewhere this would slow the whole process down. */
if (process.platform === 'linux') setPriority(0, 10);
try {
  parentPort?.postMessage({ answer: rewriteRuns(workerData as RewriteJob) });
} catch (error) {
  parentPort?.postMessage({ failure: failureMessage(error, 'writing a run anew') });
}
