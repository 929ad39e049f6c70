// Loaded before the server (`node --import`): after SIGUSR2 the server's store reports that it can't go on.
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const { Worker } = threads;
const stores = [];
threads.Worker = class extends Worker {
  constructor(file, options) {
    super(file, options);
    if (String(file).endsWith('store-duckdb/dist/worker/worker.js')) stores.push(this);
  }
};
syncBuiltinESMExports();
const failure = { code: 'broken', message: 'database has been invalidated', isFinal: true };
process.on('SIGUSR2', () => stores.forEach((worker) => worker.emit('message', { id: -1, failure })));
