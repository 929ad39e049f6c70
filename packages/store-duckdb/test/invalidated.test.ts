import { expect, it, vi } from 'vitest';
import type { StoreEngine } from '../src/engine/store-engine.js';
import { CallHandler } from '../src/worker/call-handler.js';
import type { AnswerMessage } from '../src/worker/protocol.js';

const invalidated =
  'FATAL Error: Failed: database has been invalidated because of a previous fatal error. Restart it.';

async function appendedAfter(failure: string) {
  const append = vi.fn(() => Promise.resolve([{ commit: 1n }]));
  const savedCommit = () => Promise.reject(new Error(failure));
  const engine = { states: { savedCommit }, telemetry: { append } } as unknown as StoreEngine;
  const answers: AnswerMessage[] = [];
  const handler = new CallHandler(engine, (message) => answers.push(message));
  handler.take({ id: 1, call: 'savedCommit', parameter: undefined });
  await expect.poll(() => answers).toHaveLength(1);
  handler.take({ id: 2, call: 'append', parameter: new Uint8Array(1) });
  await expect.poll(() => answers).toHaveLength(2);
  return { answer: answers[1], append };
}

it('appends are refused once DuckDB has invalidated the database: nothing could list what they add', async () => {
  const { answer, append } = await appendedAfter(invalidated);
  expect(answer).toMatchObject({ id: 2, failure: { code: 'broken' } });
  expect(append).not.toHaveBeenCalled();
});

it('appends are taken after another failure', async () => {
  const { answer } = await appendedAfter('Conversion Error: no');
  expect(answer).toMatchObject({ id: 2, answer: { commit: 1n } });
});
