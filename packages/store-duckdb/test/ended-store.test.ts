import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { EngineOptions, StoreEngine } from '../src/engine/store-engine.js';
import { CallHandler } from '../src/worker/call-handler.js';
import type { AnswerMessage } from '../src/worker/protocol.js';
import { StoreThread } from '../src/worker/store-thread.js';

/** A thread that opens at once and runs `onCall` for each call. */
function threadThat(onCall: string): Promise<StoreThread> {
  const code = `const { parentPort: port } = require('node:worker_threads');
    port.on('message', ({ id, call }) => {
      if (call === 'close') port.postMessage({ id, answer: undefined });
      else { ${onCall} }
    });
    port.postMessage({ id: 0, answer: undefined });`;
  return StoreThread.start({} as EngineOptions, new Worker(code, { eval: true }));
}

const reason = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error as Error).message,
  );

it.each([
  ['FATAL Error: Failed to create checkpoint: Could not fsync file', true],
  ['INTERNAL: database has been invalidated because of a previous fatal error. Restart it.', true],
  ['FATAL Error: Failed to create checkpoint: No space left on device', true],
  ['IO Error: Could not write file: No space left on device', false],
  ['Conversion Error: no', false],
])('the failure "%s" is final: %s', async (failure, isFinal) => {
  const savedCommit = () => Promise.reject(new Error(failure));
  const engine = { states: { savedCommit } } as unknown as StoreEngine;
  const answers: AnswerMessage[] = [];
  new CallHandler(engine, (message) => answers.push(message)).take({
    id: 1,
    call: 'savedCommit',
    parameter: undefined,
  });
  await expect.poll(() => answers).toMatchObject([{ id: 1, failure: { isFinal } }]);
});

it('a final failure ends the store: waiting and later calls, reads too, are rejected with its reason', async () => {
  const failure = "{ code: 'broken', message: 'invalidated', isFinal: true }";
  const thread = await threadThat(`if (call === 'services') port.postMessage({ id, failure: ${failure} });`);
  const waiting = reason(thread.call('tenants', undefined));
  expect(await reason(thread.call('services', undefined))).toBe('invalidated');
  expect(await waiting).toBe('invalidated');
  expect(await reason(thread.call('damage', undefined))).toBe('invalidated');
  expect((await thread.ended).message).toBe('invalidated');
  await thread.close();
});

it('another failure ends nothing', async () => {
  const failure = "{ code: 'broken', message: 'no', isFinal: false }";
  const thread = await threadThat(
    `port.postMessage(call === 'services' ? { id, failure: ${failure} } : { id, answer: [] });`,
  );
  expect(await reason(thread.call('services', undefined))).toBe('no');
  expect(await reason(thread.call('tenants', undefined))).toBe('answered');
  await thread.close();
  expect(await Promise.race([thread.ended, Promise.resolve('not ended')])).toBe('not ended');
});

it('a thread that fails or exits ends the store', async () => {
  const failing = await threadThat(`throw new Error('out of memory');`);
  expect(await reason(failing.call('tenants', undefined))).toContain('out of memory');
  expect((await failing.ended).code).toBe('broken');
  await failing.close();
  const exiting = await threadThat(`process.exit(0);`);
  expect(await reason(exiting.call('tenants', undefined))).toBe("The store's thread ended.");
  expect((await exiting.ended).code).toBe('broken');
});
