import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { failureMessage } from '../failures/failure-message.js';
import { rewriteRuns, type RewriteJob } from './rewrite-runs.js';

/** On Linux each thread has its own priority; elsewhere this would slow down the whole process. */
if (process.platform === 'linux') setPriority(0, 10);
try {
  parentPort?.postMessage({ answer: rewriteRuns(workerData as RewriteJob) });
} catch (error) {
  parentPort?.postMessage({ failure: failureMessage(error, 'rewriting a run') });
}
