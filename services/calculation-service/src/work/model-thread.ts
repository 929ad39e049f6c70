import { parentPort, workerData } from 'node:worker_threads';
import { openModelStore } from '@ordertrace/model-files';
import type { ThreadInput, ThreadMessage } from './model-reader.js';
import { readModel } from './read-model.js';

/** Thread side: reads one model, reports its progress and outcome, and ends. */
const { models, key, machine } = workerData as ThreadInput;
const post = (message: ThreadMessage) => parentPort?.postMessage(message);
const store = openModelStore(models.url, models.credentials && { credentials: models.credentials });
post({ outcome: await readModel({ store, key, machine, onProgress: (progress) => post({ progress }) }) });
