import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import { all, logBodies, plainLog, plainSpan, spanBodies } from './answers.js';
import { batchOf, logSample, spanSample, someTime, traceText, transitionSample } from './samples.js';
import type { WithStore } from './store-place.js';

const acme = { tenantId: 'acme', orderId: '17' };
const beta = { tenantId: 'beta', orderId: '17' };
const nobody = { tenantId: '', orderId: '17' };

export function readingContract(withStore: WithStore<TelemetryStore>): void {
  describe('reading an order', () => {
    followsTraces(withStore);
    tellsTenantsApart(withStore);
  });
  describe('reading a trace', () => readsTraces(withStore));
}

function followsTraces(withStore: WithStore<TelemetryStore>): void {
  it(
    'brings traces whole, through one record that names the order, whenever that arrives',
    withStore(async (store) => {
      await store.append(
        batchOf({
          spans: [spanSample({ trace: 1n, span: 1n, body: 'one', start: 10n })],
          logs: [logSample({ trace: 1n, body: 'line one' })],
        }),
      );
      await store.append(batchOf({ spans: [spanSample({ trace: 2n, body: 'stranger' })] }));
      expect(await spanBodies(store, acme)).toEqual([]);
      await store.append(
        batchOf({ spans: [spanSample({ trace: 1n, span: 2n, body: 'two', start: 20n, orders: [acme] })] }),
      );
      await store.append(
        batchOf({ spans: [spanSample({ trace: 1n, span: 3n, body: 'three', start: 30n })] }),
      );
      expect(await spanBodies(store, acme)).toEqual(['one', 'two', 'three']);
      expect(await logBodies(store, acme)).toEqual(['line one']);
    }),
  );

  it(
    'follows a trace that only a log record or an event names',
    withStore(async (store) => {
      await store.append(
        batchOf({
          spans: [
            spanSample({ trace: 1n, body: 'by log', start: 1n }),
            spanSample({ trace: 2n, body: 'by event', start: 2n }),
            spanSample({ trace: 3n, body: 'stranger' }),
          ],
          logs: [logSample({ trace: 1n, orders: [acme] })],
          events: [transitionSample({ traceId: traceText(2n) })],
        }),
      );
      expect(await spanBodies(store, acme)).toEqual(['by log', 'by event']);
    }),
  );

  it(
    'brings a span of several orders with each of them, and weeks of traces by time',
    withStore(async (store) => {
      const other = { tenantId: 'acme', orderId: '18' };
      const week = 7n * 24n * 3600n * 1_000_000_000n;
      await store.append(
        batchOf({
          spans: [
            spanSample({ trace: 1n, orders: [acme, other], body: 'both', start: someTime }),
            spanSample({ trace: 2n, orders: [acme], body: 'later', start: someTime + 3n * week }),
          ],
        }),
      );
      await store.append(
        batchOf({
          spans: [spanSample({ trace: 3n, orders: [acme], body: 'earlier', start: someTime - week })],
        }),
      );
      expect(await spanBodies(store, acme)).toEqual(['earlier', 'both', 'later']);
      expect(await spanBodies(store, other)).toEqual(['both']);
      expect(await spanBodies(store, { tenantId: 'acme', orderId: '1' })).toEqual([]);
    }),
  );
}

function tellsTenantsApart(withStore: WithStore<TelemetryStore>): void {
  const spans = [
    spanSample({ trace: 1n, span: 1n, start: 1n, orders: [acme], body: 'acme' }),
    spanSample({ trace: 1n, span: 2n, start: 2n, orders: [nobody], body: 'acme, unsaid' }),
    spanSample({ trace: 2n, span: 3n, start: 3n, orders: [beta], body: 'beta' }),
    spanSample({ trace: 3n, span: 4n, start: 4n, orders: [nobody], body: 'unsaid' }),
    spanSample({ trace: 4n, span: 5n, start: 5n, orders: [acme, beta], body: 'both' }),
  ];

  it(
    'distinguishes orders of the same id by tenant, and telemetry without tenant by its trace',
    withStore(async (store) => {
      for (const span of spans) await store.append(batchOf({ spans: [span] }));
      expect(await spanBodies(store, acme)).toEqual(['acme', 'acme, unsaid', 'unsaid', 'both']);
      expect(await spanBodies(store, beta)).toEqual(['beta', 'unsaid', 'both']);
      expect(await spanBodies(store, nobody)).toEqual(['unsaid']);
    }),
  );

  it(
    'gives log records outside of any trace to the order they name',
    withStore(async (store) => {
      const outside = { trace: 0n, span: 0n };
      await store.append(
        batchOf({
          logs: [
            logSample({ ...outside, time: 1n, orders: [acme], body: 'acme' }),
            logSample({ ...outside, time: 2n, orders: [beta], body: 'beta' }),
            logSample({ ...outside, time: 3n, orders: [nobody], body: 'unsaid' }),
            logSample({ ...outside, time: 4n, body: 'nothing' }),
          ],
        }),
      );
      expect(await logBodies(store, acme)).toEqual(['acme', 'unsaid']);
      expect(await logBodies(store, nobody)).toEqual(['unsaid']);
    }),
  );

  it(
    'keeps ids and tenants with odd characters apart',
    withStore(async (store) => {
      const odd = ['a', 'A', 'a ', ' a', 'a\t', "a'b", 'a"b', 'a\\', '😀', '\uffee', 'a%', 'a_'];
      const orders = odd.map((orderId) => ({ tenantId: 'acme', orderId }));
      await store.append(
        batchOf({
          spans: orders.map((order, index) =>
            spanSample({ trace: BigInt(index + 1), orders: [order], body: order.orderId }),
          ),
        }),
      );
      for (const order of orders) expect(await spanBodies(store, order)).toEqual([order.orderId]);
    }),
  );
}

function readsTraces(withStore: WithStore<TelemetryStore>): void {
  it(
    'brings the spans by start time and the log records by time',
    withStore(async (store) => {
      await store.append(
        batchOf({
          spans: [
            spanSample({ span: 2n, start: 20n, body: 'two' }),
            spanSample({ trace: 2n, body: 'other' }),
          ],
          logs: [logSample({ time: 9n, body: 'nine' }), logSample({ time: 5n, body: 'five' })],
        }),
      );
      await store.append(batchOf({ spans: [spanSample({ span: 1n, start: 10n, body: 'one' })] }));
      const query = { traceId: traceText(1n) };
      expect((await all(store.spansOfTrace(query))).map((span) => plainSpan(span).body)).toEqual([
        'one',
        'two',
      ]);
      expect((await all(store.logsOfTrace(query))).map((log) => plainLog(log).body)).toEqual([
        'five',
        'nine',
      ]);
    }),
  );

  it(
    'brings nothing for an unknown trace or what is no trace id',
    withStore(async (store) => {
      await store.append(batchOf({ spans: [spanSample()] }));
      for (const traceId of [traceText(7n), '', 'no trace id', traceText(1n).toUpperCase()]) {
        expect(await all(store.spansOfTrace({ traceId }))).toEqual([]);
        expect(await all(store.logsOfTrace({ traceId }))).toEqual([]);
      }
    }),
  );
}
