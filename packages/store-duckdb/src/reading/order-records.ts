import type { OrderEvent, OrderRef } from '@ordertrace/model';
import { NamedTraces, namesOrder, traceIdText } from '@ordertrace/store';
import { orderHash } from '../bytes/hash.js';
import type { Records } from '../runs/decode-page.js';
import type { LeanPage } from '../runs/lean-page.js';
import type { RecordKind } from '../bytes/record-kind.js';
import type { RunFile } from '../runs/run-file.js';
import { columnsOf, keeps, type RecordAt, type Snapshot } from './snapshot.js';
import type { TraceSet } from './trace-set.js';

/** The traces of the order, by all records that name its ID. */
export function tracesOfOrder(snapshot: Snapshot, order: OrderRef): Set<string> {
  const traces = new NamedTraces();
  for (const recent of snapshot.recent) {
    if (recent.names.hasOrder(order.orderId))
      for (const kind of recordKinds)
        noteNamings(recent.batch, kind, {
          orderId: order.orderId,
          traces,
          has: (row) => keeps(recent, kind, row),
        });
    for (const event of recent.names.eventsOf(order.orderId)) noteEvent(traces, event, order.orderId);
  }
  const hash = orderHash(order.orderId);
  for (const run of snapshot.runs) {
    for (const stray of run.strays) noteEvent(traces, stray, order.orderId);
    for (const page of snapshot.pages.indexed(run, () => run.pagesOfOrder(hash))) {
      const { records } = snapshot.pages.lean(run, page);
      for (const kind of recordKinds)
        noteNamings(records, kind, { orderId: order.orderId, traces, has: () => true });
    }
  }
  return traces.ofTenant(order.tenantId);
}

const recordKinds: readonly RecordKind[] = ['span', 'log'];

interface Naming {
  readonly orderId: string;
  readonly traces: NamedTraces;
  readonly has: (row: number) => boolean;
}

function noteNamings(records: Records, kind: RecordKind, { orderId, traces, has }: Naming): void {
  const columns = columnsOf(records, kind);
  const { orders } = columns;
  const wanted = records.orders.map((order) => (order.orderId === orderId ? order : undefined));
  for (let i = 0; i < orders.length; i++) {
    const named = wanted[orders.order[i] ?? 0];
    if (named === undefined) continue;
    const row = orders.row[i] ?? 0;
    if (!has(row)) continue;
    const high = columns.traceIdHigh[row] ?? 0n;
    const low = columns.traceIdLow[row] ?? 0n;
    if (high !== 0n || low !== 0n) traces.add(traceIdText(high, low), named.tenantId);
  }
}

function noteEvent(
  traces: NamedTraces,
  { traceId, orderId, tenantId }: Pick<OrderEvent, 'traceId' | 'orderId' | 'tenantId'>,
  asked: string,
): void {
  if (traceId !== undefined && orderId === asked) traces.add(traceId, tenantId);
}

/** All spans or log records of these traces. */
export function recordsOfTraces(snapshot: Snapshot, kind: RecordKind, traces: TraceSet): RecordAt[] {
  if (traces.hashes.length === 0) return [];
  const found: RecordAt[] = [];
  for (const recent of snapshot.recent)
    for (const trace of traces.halves)
      for (const row of recent.names.rowsOfTrace(kind, trace))
        if (keeps(recent, kind, row)) found.push({ records: recent.batch, row });
  for (const run of snapshot.runs)
    for (const page of pagesOfTraces(snapshot, run, traces)) {
      if (run.pages.page(page).kind !== kind) continue;
      const lean = snapshot.pages.lean(run, page);
      addRows(found, lean, traces.rowsIn(columnsOf(lean.records, kind)));
    }
  return found;
}

function pagesOfTraces({ pages }: Snapshot, run: RunFile, { hashes }: TraceSet): Set<number> {
  return new Set(hashes.flatMap((hash) => pages.indexed(run, () => run.pagesOfTrace(hash))));
}

function addRows(found: RecordAt[], page: LeanPage, rows: readonly number[]): void {
  const { records } = page;
  for (const [index, body] of page.bodiesOf(rows).entries())
    found.push({ records, row: rows[index] ?? 0, body });
}

/** The order's log records without a trace. */
export function untracedLogsOfOrder(snapshot: Snapshot, order: OrderRef): RecordAt[] {
  const found: RecordAt[] = [];
  for (const recent of snapshot.recent) {
    if (!recent.names.hasOrder(order.orderId)) continue;
    for (const row of untracedRows(recent.batch, order))
      if (recent.hasLog(row)) found.push({ records: recent.batch, row });
  }
  const hash = orderHash(order.orderId);
  for (const run of snapshot.runs)
    for (const page of snapshot.pages.indexed(run, () => run.pagesOfOrder(hash))) {
      if (run.pages.page(page).kind !== 'log') continue;
      const lean = snapshot.pages.lean(run, page);
      addRows(found, lean, [...untracedRows(lean.records, order)]);
    }
  return found;
}

function untracedRows({ logs, orders }: Records, order: OrderRef): Set<number> {
  const rows = new Set<number>();
  for (let i = 0; i < logs.orders.length; i++) {
    const named = orders[logs.orders.order[i] ?? 0];
    const row = logs.orders.row[i] ?? 0;
    const untraced = logs.traceIdHigh[row] === 0n && logs.traceIdLow[row] === 0n;
    if (untraced && named !== undefined && namesOrder(named, order)) rows.add(row);
  }
  return rows;
}
