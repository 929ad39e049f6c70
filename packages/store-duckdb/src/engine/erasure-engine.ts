import type { OrderRef } from '@ordertrace/model';
import { namesOrder, ordersAt, type ErasureReport, type ErasureRequest } from '@ordertrace/store';
import { orderHash } from '../bytes/hash.js';
import { recordsOfTraces, tracesOfOrder } from '../reading/order-records.js';
import { columnsOf } from '../reading/snapshot.js';
import { TraceSet } from '../reading/trace-set.js';
import type { RemovalJob } from '../rewriting/rewrite-runs.js';
import type { RunFile } from '../runs/run-file.js';
import type { Database } from '../tables/database.js';
import { dropOrders } from '../tables/drop-orders.js';
import {
  blankRows,
  countOfOrder,
  deleteFacts,
  deleteTraceEvents,
  ordersHolding,
  ordersOfTraceEvents,
} from '../tables/erase-rows.js';
import { readTenants } from './order-queries.js';
import type { TelemetryEngine } from './telemetry-engine.js';

const nothing: ErasureReport = { spans: 0, logs: 0, events: 0, orders: 0, facts: 0, refold: [] };

/** Erases data from every file of the store. */
export class ErasureEngine {
  readonly #telemetry: TelemetryEngine;
  readonly #database: Database;

  constructor(telemetry: TelemetryEngine, database: Database) {
    this.#telemetry = telemetry;
    this.#database = database;
  }

  /** As `erase` in the contract. Recent batches first become a run, so that only runs must be erased from. */
  async erase({ target, dryRun }: ErasureRequest): Promise<ErasureReport> {
    this.#telemetry.refuseWhileDamaged('Erasing');
    await this.#telemetry.flush();
    return this.#telemetry.upkeep.exclusively(async () => {
      const { runs, upkeep } = this.#telemetry;
      if (!dryRun) upkeep.orderFiles.withdraw(runs.all.filter((run) => mayHold(run, target)));
      const report = await this.#eraseTarget(target, dryRun);
      if (!dryRun) {
        this.#telemetry.forgetRead();
        this.#telemetry.removeDamagedFiles();
        await this.#database.compact();
        upkeep.orderFiles.consider();
      }
      return report;
    });
  }

  #eraseTarget(target: ErasureRequest['target'], dryRun: boolean): Promise<ErasureReport> {
    if ('order' in target) return this.#eraseOrders([target.order], dryRun);
    if ('traceId' in target) return this.#eraseTrace(target.traceId, dryRun);
    return this.#eraseText(target.matching, dryRun);
  }

  async #eraseOrders(orders: readonly OrderRef[], dryRun: boolean): Promise<ErasureReport> {
    let report = nothing;
    for (const order of orders) report = sum(report, await this.#eraseOrder(order, dryRun));
    return report;
  }

  async #eraseOrder(order: OrderRef, dryRun: boolean): Promise<ErasureReport> {
    const { reader, writer } = this.#database;
    const snapshot = this.#telemetry.snapshot();
    const [tenants = []] = await readTenants(snapshot, reader, [order.orderId]);
    const withUnnamed = tenants.every((tenantId) => tenantId === '' || tenantId === order.tenantId);
    const traces = [...tracesOfOrder(snapshot, order)].filter((traceId) => this.#isOnly(traceId, order));
    const { tenantId, orderId } = order;
    const orders = [{ tenantId, orderId }, ...(withUnnamed ? [{ tenantId: '', orderId }] : [])];
    const { hashes } = new TraceSet(traces);
    const hash = orderHash(orderId);
    const holds = (run: RunFile) =>
      run.pagesOfOrder(hash).length > 0 ||
      run.strays.some((stray) => stray.orderId === orderId) ||
      hashes.some((trace) => run.pagesOfTrace(trace).length > 0);
    const { spans, logs } = await this.#removeFromRuns({ of: 'records', traces, orders }, { holds, dryRun });
    const count = await countOfOrder(reader, order, withUnnamed);
    if (!dryRun)
      await writer.transaction(async (connection) => {
        await dropOrders(connection, [{ tenantId, orderId, withUnnamed }]);
        await deleteFacts(connection, order);
      });
    return { spans, logs, ...count, orders: 1, refold: [] };
  }

  /** Whether the trace names no other order. */
  #isOnly(traceId: string, order: OrderRef): boolean {
    const snapshot = this.#telemetry.snapshot();
    const traces = new TraceSet([traceId]);
    for (const kind of ['span', 'log'] as const)
      for (const { records, row } of recordsOfTraces(snapshot, kind, traces))
        for (const named of ordersAt(columnsOf(records, kind).orders, row, records.orders))
          if (!namesOrder(named, order)) return false;
    return snapshot.runs.every((run) =>
      run.strays.every((stray) => stray.traceId !== traceId || namesOrder(stray, order)),
    );
  }

  async #eraseTrace(traceId: string, dryRun: boolean): Promise<ErasureReport> {
    const { reader, writer } = this.#database;
    const { hashes } = new TraceSet([traceId]);
    const holds = (run: RunFile) => hashes.some((hash) => run.pagesOfTrace(hash).length > 0);
    const removal: RemovalJob = { of: 'records', traces: [traceId], orders: [] };
    const { spans, logs } = await this.#removeFromRuns(removal, { holds, dryRun });
    const orders = hashes.length === 0 ? [] : await ordersOfTraceEvents(reader, traceId);
    if (!dryRun && orders.length > 0)
      await writer.transaction((connection) => deleteTraceEvents(connection, traceId));
    const refold = new Map(orders.map((order) => [`${order.tenantId}\n${order.orderId}`, order]));
    return { ...nothing, spans, logs, events: orders.length, refold: [...refold.values()] };
  }

  async #eraseText(text: string, dryRun: boolean): Promise<ErasureReport> {
    const { reader } = this.#database;
    const whole = await this.#eraseOrders(await ordersHolding(reader, text), dryRun);
    const { spans, logs } = await this.#removeFromRuns({ of: 'text', text }, { holds: () => true, dryRun });
    const { events, facts, orders: refold } = await blankRows(this.#database, text, dryRun);
    return sum(whole, { spans, logs, events, facts, orders: 0, refold });
  }

  async #removeFromRuns(
    removal: RemovalJob,
    { holds, dryRun }: { readonly holds: (run: RunFile) => boolean; readonly dryRun: boolean },
  ): Promise<{ readonly spans: number; readonly logs: number }> {
    const { upkeep, runs } = this.#telemetry;
    const total = { spans: 0, logs: 0 };
    for (const run of runs.all) {
      if (!holds(run)) continue;
      const { removed } = await upkeep.count(run, removal);
      const [count] = removed;
      if (!dryRun && count !== undefined && count.spans + count.logs > 0) await upkeep.remove(run, removal);
      total.spans += count?.spans ?? 0;
      total.logs += count?.logs ?? 0;
    }
    return total;
  }
}

/** Whether rows of the run may match the target. */
function mayHold(run: RunFile, target: ErasureRequest['target']): boolean {
  return !('order' in target) || run.mayNameOrder(orderHash(target.order.orderId));
}

function sum(a: ErasureReport, b: ErasureReport): ErasureReport {
  return {
    spans: a.spans + b.spans,
    logs: a.logs + b.logs,
    events: a.events + b.events,
    orders: a.orders + b.orders,
    facts: a.facts + b.facts,
    refold: [...a.refold, ...b.refold],
  };
}
