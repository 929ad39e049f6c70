import { defaultLimits } from '@ordertrace/otlp';
import { afterEach, expect, it, vi } from 'vitest';
import type { TranscodeJob } from '../src/json/transcode-thread.js';
import { tracesToJson } from '../src/index.js';
import { sampleSpan } from './samples.js';

afterEach(() => {
  vi.doUnmock('node:worker_threads');
  vi.resetModules();
});

/** What the worker posts for this job. */
async function posted(job: TranscodeJob): Promise<unknown> {
  const messages: unknown[] = [];
  vi.resetModules();
  vi.doMock('node:worker_threads', () => ({
    parentPort: { postMessage: (message: unknown) => messages.push(message) },
    workerData: job,
  }));
  await import('../src/json/transcode-worker.js');
  return messages[0];
}

it('the worker posts the protobuf bytes of a request', async () => {
  const bytes = Buffer.from(JSON.stringify(tracesToJson([sampleSpan()])));
  const { protobufFromJson } = await import('../src/json/transcode.js');
  const expected = protobufFromJson('traces', bytes, defaultLimits);
  expect(expected.length).toBeGreaterThan(50);
  expect(await posted({ signal: 'traces', bytes, limits: defaultLimits })).toEqual({ bytes: expected });
});

it('the worker posts why a request is refused', async () => {
  const job: TranscodeJob = { signal: 'logs', bytes: Buffer.from('[]'), limits: defaultLimits };
  expect(await posted(job)).toEqual({
    refused: { reason: 'wrong_type', where: '$', explanation: 'Expected an object' },
  });
});

it('any other error of the worker is thrown', async () => {
  const job = { signal: 'logs', bytes: undefined, limits: defaultLimits } as unknown as TranscodeJob;
  await expect(posted(job)).rejects.toThrow(TypeError);
});

it('a request is converted by a worker, which ends then', async () => {
  const jobs: unknown[] = [];
  const ended: unknown[] = [];
  const answer = vi.fn<() => unknown>(() => ({ bytes: Uint8Array.of(1) }));
  vi.resetModules();
  vi.doMock('node:worker_threads', async () => {
    const { EventEmitter } = await import('node:events');
    class Worker extends EventEmitter {
      constructor(file: URL, options: { workerData: unknown }) {
        super();
        jobs.push([file.pathname.split('/').at(-1), options]);
        setImmediate(() => this.emit('message', answer()));
      }
      terminate() {
        ended.push(this);
      }
    }
    return { Worker };
  });
  const { protobufFromJsonInThread } = await import('../src/json/transcode-thread.js');
  const bytes = Uint8Array.of(5);
  expect(await protobufFromJsonInThread('traces', bytes, { maxDepth: 3 })).toEqual(Uint8Array.of(1));
  expect(jobs).toEqual([
    [
      'transcode-worker.js',
      { workerData: { signal: 'traces', bytes, limits: { ...defaultLimits, maxDepth: 3 } }, execArgv: [] },
    ],
  ]);
  answer.mockReturnValue({ refused: { reason: 'bad_json', where: '$', explanation: 'No JSON' } });
  await expect(protobufFromJsonInThread('logs', bytes)).rejects.toMatchObject({
    reason: 'bad_json',
    where: '$',
    message: 'No JSON (at $)',
  });
  expect(ended).toHaveLength(2);
});
