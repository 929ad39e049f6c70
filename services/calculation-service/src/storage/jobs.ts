import type { OrderCarrier } from '@ordertrace/instrumentation';
import type { Material, OrderMessageData } from '@ordertrace/messaging';
import type { ClientBase, Pool } from 'pg';
import type { Rejection } from '../domain/rejection.js';

/** A calculation that this process works on. */
export interface Job {
  readonly tenantId: string;
  readonly orderId: string;
  readonly material: Material;
  readonly quantity: number;
  readonly modelKey: string;
  /** ID of the run. Only this run may write while it holds the lease. */
  readonly run: string;
  /** Number of interrupted runs so far, including this one. */
  readonly runs: number;
  /** Trace and order of the request. */
  readonly carrier: OrderCarrier;
}

/**
 * Queues the requested calculation. A new request for an order replaces the earlier one, even a running one,
 * which then can't write any result.
 */
export async function queueJob(
  client: ClientBase,
  request: OrderMessageData<'calculation.requested'>,
  carrier: OrderCarrier,
): Promise<void> {
  await client.query(
    `INSERT INTO calculations (tenant_id, order_id, material, quantity, model_key, state, carrier)
     VALUES ($1, $2, $3, $4, $5, 'QUEUED', $6)
     ON CONFLICT (tenant_id, order_id) DO UPDATE SET
       material = excluded.material, quantity = excluded.quantity, model_key = excluded.model_key,
       state = 'QUEUED', progress = 0, run = NULL, runs = 0, due_at = now(), carrier = excluded.carrier,
       requested_at = now(), started_at = NULL, finished_at = NULL, facets = NULL, result = NULL,
       reason_code = NULL, reason = NULL`,
    [
      request.tenant_id,
      request.order_id,
      request.material,
      request.quantity,
      request.model_key,
      JSON.stringify(carrier),
    ],
  );
}

interface Row {
  tenant_id: string;
  order_id: string;
  material: Material;
  quantity: number;
  model_key: string;
  run: string;
  runs: number;
  carrier: OrderCarrier;
}

/** Takes up to `limit` jobs, the oldest first: waiting ones, and those with an expired lease. */
export async function takeJobs(
  pool: Pool,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Job[]> {
  const { rows } = await pool.query<Row>(
    `UPDATE calculations SET state = 'RUNNING', run = gen_random_uuid(), runs = runs + 1, progress = 0,
            started_at = now(), due_at = now() + $2 * interval '1 millisecond'
     WHERE (tenant_id, order_id) IN (
       SELECT tenant_id, order_id FROM calculations
       WHERE state IN ('QUEUED', 'RUNNING') AND due_at <= now()
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id, order_id, material, quantity, model_key, run, runs, carrier`,
    [limit, leaseMs],
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    orderId: row.order_id,
    material: row.material,
    quantity: row.quantity,
    modelKey: row.model_key,
    run: row.run,
    runs: row.runs,
    carrier: row.carrier,
  }));
}

/**
 * Writes the run's progress and renews its lease. Returns false if another run has replaced it; the run
 * should end.
 */
export async function keepJob(
  pool: Pool,
  { run, progress, leaseMs }: { run: string; progress: number; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE calculations SET progress = $2, due_at = now() + $3 * interval '1 millisecond' WHERE run = $1`,
    [run, progress, leaseMs],
  );
  return rowCount === 1;
}

/** Queues the job again after the pause. A run that failed for another reason than the job is not counted. */
export async function returnJob(
  pool: Pool,
  { run, pauseMs, counts }: { run: string; pauseMs: number; counts: boolean },
): Promise<void> {
  await pool.query(
    `UPDATE calculations SET state = 'QUEUED', run = NULL, runs = runs - $3,
            due_at = now() + $2 * interval '1 millisecond'
     WHERE run = $1`,
    [run, pauseMs, counts ? 0 : 1],
  );
}

export type CalculationResult = Omit<OrderMessageData<'calculation.completed'>, 'order_id' | 'tenant_id'>;

/**
 * Ends the job with its result. Returns false if another run has replaced this one; then nothing was written.
 */
export async function completeJob(
  client: ClientBase,
  { run, facets, result }: { run: string; facets: number; result: CalculationResult },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE calculations SET state = 'COMPLETED', progress = 1, run = NULL, finished_at = now(),
            facets = $2, result = $3
     WHERE run = $1`,
    [run, facets, JSON.stringify(result)],
  );
  return rowCount === 1;
}

/** Ends the job with the reason why there is no price. Returns false like `completeJob`. */
export async function rejectJob(
  client: ClientBase,
  { run, rejection }: { run: string; rejection: Rejection },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE calculations SET state = 'REJECTED', progress = 1, run = NULL, finished_at = now(),
            reason_code = $2, reason = $3
     WHERE run = $1`,
    [run, rejection.code, rejection.reason],
  );
  return rowCount === 1;
}
