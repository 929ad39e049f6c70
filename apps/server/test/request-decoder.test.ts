import { encodeTraces, OtlpDecodeError, tracesToJson } from '@ordertrace/otlp';
import { afterEach, expect, it } from 'vitest';
import { RequestDecoder } from '../src/receive/request-decoder.js';
import { orderSpan } from './keeping-store.js';

const large = Array.from({ length: 3000 }, (_, i) => ({
  ...orderSpan(`order-${i}`),
  attributes: new Map(Array.from({ length: 10 }, (_key, key) => [`key.${i}.${key}`, 'some value of a span'])),
}));
const protobuf = encodeTraces(large);
const json = Buffer.from(JSON.stringify(tracesToJson(large)));

const threads: unknown[] = [];
const noteThread = (thread: unknown) => threads.push(thread);
afterEach(() => {
  process.off('worker', noteThread);
  threads.length = 0;
});

/** Turns of the event loop while the promise is pending. */
async function turnsDuring(pending: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isPending = true;
  const count = () => {
    turns++;
    if (isPending) setImmediate(count);
  };
  setImmediate(count);
  await pending.finally(() => (isPending = false));
  return turns;
}

it('decodes a large request in slices, so that others are answered in between', async () => {
  const decoder = new RequestDecoder(0);
  const turns = await turnsDuring(
    decoder.decode({ signal: 'traces', bytes: protobuf, encoding: 'protobuf', options: {} }),
  );
  expect(turns).toBeGreaterThan(protobuf.byteLength / (64 * 1024));
});

it('decodes large requests one after the other, also behind one that fails', async () => {
  const decoder = new RequestDecoder(0);
  const order: string[] = [];
  const decode = async (name: string, bytes: Uint8Array) => {
    const request = { signal: 'traces', bytes, encoding: 'protobuf', options: {} } as const;
    await decoder.decode(request).then(
      ({ records }) => order.push(`${name} ${records}`),
      () => order.push(`${name} failed`),
    );
  };
  await Promise.all([decode('first', protobuf.slice(0, -1)), decode('second', protobuf)]);
  expect(order).toEqual(['first failed', 'second 3000']);
});

it('parses large JSON in a thread of its own', async () => {
  process.on('worker', noteThread);
  const decoder = new RequestDecoder();
  const request = { signal: 'traces', bytes: json, encoding: 'json', options: {} } as const;
  expect((await decoder.decode(request)).records).toBe(3000);
  expect(threads).toHaveLength(1);
  await expect(decoder.decode({ ...request, bytes: json.subarray(1) })).rejects.toThrow(OtlpDecodeError);
});
