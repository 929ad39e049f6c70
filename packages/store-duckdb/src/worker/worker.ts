import { parentPort, workerData } from 'node:worker_threads';
import { StoreEngine, type EngineOptions } from '../engine/store-engine.js';
import { CallHandler } from './call-handler.js';
import { failureMessage } from '../failures/failure-message.js';
import type { AnswerMessage, CallMessage } from './protocol.js';

/** The thread of the store: opens it, then handles calls until it is closed. */
async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file runs as a worker thread only.');
  const answer = (message: AnswerMessage, transfer: ArrayBuffer[] = []) =>
    port.postMessage(message, transfer);
  try {
    const handler = new CallHandler(await StoreEngine.open(workerData as EngineOptions), answer);
    port.on('message', (message: CallMessage) => {
      handler.take(message);
      if (message.call === 'close') port.removeAllListeners('message');
    });
    answer({ id: 0, answer: undefined });
  } catch (error) {
    answer({ id: 0, failure: failureMessage(error, 'opening the store') });
  }
}

await serve();
