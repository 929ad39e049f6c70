import type { OrderRef } from '@ordertrace/model';
import {
  technicalRule,
  type RetentionCount,
  type RetentionReport,
  type RetentionRule,
} from '@ordertrace/store';
import { orderHash } from '../bytes/hash.js';
import { OrderRules } from '../rewriting/order-rules.js';
import type { RemovalJob, RemovedCount, RewriteResult } from '../rewriting/rewrite-runs.js';
import { placeOf, type RunFile } from '../runs/run-file.js';
import type { Database } from '../tables/database.js';
import { dropOrders } from '../tables/drop-orders.js';
import type { TelemetryEngine } from './telemetry-engine.js';

/** A retention request in a form that threads can exchange. */
export interface RetentionJob {
  readonly rules: readonly RetentionRule[];
  /** Sorted keys of `orderRuleKey`. */
  readonly keys: BigUint64Array;
  /** Orders that are removed whole, with their rules. */
  readonly gone: readonly (readonly [tenantId: string, orderId: string, rule: number])[];
  readonly technicalBefore: bigint | undefined;
  readonly dryRun: boolean;
  readonly leastShare: number;
}

export interface RetentionProgress {
  readonly doneBytes: number;
  readonly ofBytes: number;
}

/** Removes from the store what the rules allow to remove, run by run. */
export class RetentionEngine {
  readonly #telemetry: TelemetryEngine;
  readonly #database: Database;
  progress: RetentionProgress = { doneBytes: 0, ofBytes: 0 };

  constructor(telemetry: TelemetryEngine, database: Database) {
    this.#telemetry = telemetry;
    this.#database = database;
  }

  async retain(job: RetentionJob): Promise<RetentionReport> {
    this.#telemetry.refuseWhileDamaged('Retention');
    await this.#telemetry.flush();
    return this.#telemetry.upkeep.exclusively(() => this.#retain(job));
  }

  async #retain(job: RetentionJob): Promise<RetentionReport> {
    const removed = new Removed(job.rules);
    const runs = this.#telemetry.runs.all;
    const ofBytes = runs.reduce((sum, run) => sum + run.bytes, 0);
    let doneBytes = 0;
    for (const run of runs) {
      this.progress = { doneBytes, ofBytes };
      removed.add(run, await this.#removeFrom(run, job));
      doneBytes += run.bytes;
    }
    for (const [, , rule] of job.gone) removed.addOrder(rule);
    if (!job.dryRun && job.gone.length > 0) await this.#dropOrders(job);
    this.progress = { doneBytes: ofBytes, ofBytes };
    return { removed: removed.counts() };
  }

  /** Counts first: a run that loses little is not worth a rewrite. */
  async #removeFrom(run: RunFile, job: RetentionJob): Promise<RewriteResult> {
    const { upkeep, runs } = this.#telemetry;
    const { keys, rules, technicalBefore, dryRun, leastShare } = job;
    const keeps = rules.map(({ keep }) => keep);
    const removal: RemovalJob = { of: 'rules', keys, keeps, technicalBefore, all: runs.all.map(placeOf) };
    const counted = await upkeep.count(run, removal);
    const going = counted.removed.reduce((sum, count) => sum + rowsOf(count ?? nothing), 0);
    if (dryRun || going === 0) return counted;
    if (going < leastShare * rowsOf(counted.before)) return { ...counted, removed: [] };
    return upkeep.remove(run, removal);
  }

  async #dropOrders({ gone, keys, rules }: RetentionJob): Promise<void> {
    const orderRules = new OrderRules(
      keys,
      rules.map(({ keep }) => keep),
    );
    const orders = gone.map(([tenantId, orderId]): OrderRef & { withUnnamed: boolean } => {
      const rule = orderRules.ofOrder({ tenantId: '', orderId });
      return { tenantId, orderId, withUnnamed: rule !== undefined && orderRules.keep(rule) === 'nothing' };
    });
    const { runs, upkeep } = this.#telemetry;
    const hashes = [...new Set(orders.map(({ orderId }) => orderHash(orderId)))];
    upkeep.orderFiles.withdraw(runs.all.filter((run) => hashes.some((hash) => run.mayNameOrder(hash))));
    await this.#database.writer.transaction((connection) => dropOrders(connection, orders));
    this.#telemetry.forgetRead();
    upkeep.orderFiles.consider();
  }
}

const nothing: RemovedCount = { spans: 0, logs: 0, bytes: 0 };

function rowsOf({ spans, logs }: RemovedCount): number {
  return spans + logs;
}

/** Counts by rule. */
class Removed {
  readonly #counts: { rule: string; spans: number; logs: number; orders: number; bytes: number }[];

  constructor(rules: readonly RetentionRule[]) {
    const names = [...rules.map(({ name }) => name), technicalRule];
    this.#counts = names.map((rule) => ({ rule, spans: 0, logs: 0, orders: 0, bytes: 0 }));
  }

  add(run: RunFile, { removed, before }: RewriteResult): void {
    for (const [index, count] of removed.entries()) {
      const total = this.#counts[index];
      if (total === undefined || count === undefined) continue;
      total.spans += count.spans;
      total.logs += count.logs;
      total.bytes += Math.round((run.bytes * rowsOf(count)) / Math.max(1, rowsOf(before)));
    }
  }

  addOrder(rule: number): void {
    const total = this.#counts[rule];
    if (total !== undefined) total.orders++;
  }

  counts(): RetentionCount[] {
    return this.#counts.filter(({ spans, logs, orders }) => spans + logs + orders > 0);
  }
}
