import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import { all, recordsOf, plainLog, plainSpan, recordText } from './answers.js';
import { batchOf, logSample, resourceOf, sampleScope, spanSample, spanText, traceText } from './samples.js';
import type { WithStore } from './store-place.js';

const order = { tenantId: 'acme', orderId: '17' };

export function appendingContract(withStore: WithStore<TelemetryStore>): void {
  describe('appending', () => {
    keepsRecords(withStore);
    keepsOnce(withStore);
    countsCommits(withStore);
  });
}

function keepsRecords(withStore: WithStore<TelemetryStore>): void {
  it(
    'gives a span back with every field exact',
    withStore(async (store) => {
      const sample = spanSample({
        trace: 0xffff_ffff_ffff_fffen,
        span: 0x8000_0000_0000_0001n,
        parent: 0xffff_ffff_ffff_ffffn,
        start: 1_795_338_123_456_789_013n,
        duration: 90_071_992_547_409_931n,
        kind: 'consumer',
        status: 'error',
        orders: [order, { tenantId: '', orderId: 'заказ-9' }],
        name: 'принять заказ',
      });
      await store.append(batchOf({ spans: [sample] }));
      const [kept] = await all(store.spansOfTrace({ traceId: traceText(sample.trace) }));
      expect(kept && plainSpan(kept)).toEqual({
        traceId: traceText(sample.trace),
        spanId: '8000000000000001',
        parentSpanId: 'ffffffffffffffff',
        startNanos: sample.start,
        durationNanos: sample.duration,
        kind: 'consumer',
        status: 'error',
        name: sample.name,
        service: sample.service,
        statusCode: sample.statusCode,
        orders: ['/заказ-9', 'acme/17'],
        body: sample.body,
        resource: Buffer.from(resourceOf(sample.service)).toString(),
        scope: Buffer.from(sampleScope).toString(),
      });
    }),
  );

  it(
    'gives times before 1970, negative durations and empty bodies back as they came',
    withStore(async (store) => {
      await store.append(batchOf({ spans: [spanSample({ start: -5n, duration: -7n, body: '' })] }));
      const [kept] = await all(store.spansOfTrace({ traceId: traceText(1n) }));
      expect(kept).toMatchObject({ startNanos: -5n, durationNanos: -7n });
      expect(kept?.body.length).toBe(0);
    }),
  );

  it(
    'gives log records back with every field exact, with and without a trace',
    withStore(async (store) => {
      const traced = logSample({ orders: [order], eventName: 'order.transition', severity: 17 });
      const untraced = logSample({
        trace: 0n,
        span: 0n,
        orders: [order],
        body: 'alone',
        time: traced.time + 1n,
      });
      await store.append(batchOf({ logs: [traced, untraced] }));
      const kept = (await recordsOf(store, order)).logs.map(plainLog);
      expect(kept).toHaveLength(2);
      expect(kept[0]).toMatchObject({
        traceId: traceText(1n),
        spanId: spanText(1n),
        timeNanos: traced.time,
        severity: 17,
        eventName: 'order.transition',
        orders: ['acme/17'],
        body: 'line',
      });
      expect(kept[1]).toMatchObject({ body: 'alone' });
      expect(kept[1]).not.toHaveProperty('traceId');
      expect(kept[1]).not.toHaveProperty('spanId');
    }),
  );

  it(
    'keeps large bodies and many rows',
    withStore(async (store) => {
      const spans = Array.from({ length: 3000 }, (_, index) =>
        spanSample({ span: BigInt(index + 1), start: BigInt(index), body: `body ${index}` }),
      );
      const big = spanSample({ span: 9999n, start: 9999n, body: 'ж'.repeat(300_000) });
      await store.append(batchOf({ spans: [...spans, big] }));
      const kept = (await all(store.spansOfTrace({ traceId: traceText(1n) }))).map(plainSpan);
      expect(kept.map((span) => span.body)).toEqual([...spans, big].map((span) => span.body));
    }),
  );
}

function keepsOnce(withStore: WithStore<TelemetryStore>): void {
  it(
    'keeps a byte-identical record once, in one batch and in several, and counts the rest as duplicates',
    withStore(async (store) => {
      const samples = { spans: [spanSample(), spanSample()], logs: [logSample(), logSample()] };
      expect(await store.append(batchOf(samples))).toMatchObject({ spans: 1, logs: 1, duplicates: 2 });
      expect(await store.append(batchOf(samples))).toMatchObject({ spans: 0, logs: 0, duplicates: 4 });
      expect(await all(store.spansOfTrace({ traceId: traceText(1n) }))).toHaveLength(1);
      expect(await all(store.logsOfTrace({ traceId: traceText(1n) }))).toHaveLength(1);
      expect(await store.statistics()).toMatchObject({ spans: 1, logs: 1 });
    }),
  );

  it(
    'keeps all records of the same ids and other content',
    withStore(async (store) => {
      const samples = [spanSample(), spanSample({ body: 'other' }), spanSample({ duration: 2n })];
      for (const sample of samples) await store.append(batchOf({ spans: [sample] }));
      const kept = (await all(store.spansOfTrace({ traceId: traceText(1n) }))).map(plainSpan);
      expect(new Set(kept.map(recordText)).size).toBe(3);
    }),
  );
}

function countsCommits(withStore: WithStore<TelemetryStore>): void {
  it(
    'keeps batches that arrive at once, and its position moves on',
    withStore(async (store) => {
      const first = await store.append(batchOf({ spans: [spanSample()] }));
      const many = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.append(batchOf({ spans: [spanSample({ span: BigInt(index + 2), start: BigInt(index) })] })),
        ),
      );
      for (const { position, spans } of many) {
        expect(spans).toBe(1);
        expect(store.positions.distance(first.position, position)).toBeGreaterThan(0);
      }
      expect(await all(store.spansOfTrace({ traceId: traceText(1n) }))).toHaveLength(21);
      const latest = await store.positions.latest();
      expect(many.some(({ position }) => position === latest)).toBe(true);
    }),
  );

  it(
    'takes an empty batch',
    withStore(async (store) => {
      expect(await store.append(batchOf({}))).toMatchObject({ spans: 0, logs: 0, duplicates: 0 });
    }),
  );
}
