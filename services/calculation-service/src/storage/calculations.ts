import type { Pool } from 'pg';

export const calculationStates = ['QUEUED', 'RUNNING', 'COMPLETED', 'REJECTED'] as const;
export type CalculationState = (typeof calculationStates)[number];

/** Public state of a calculation, without weights and prices. */
export interface Calculation {
  readonly order_id: string;
  readonly tenant_id: string;
  readonly state: CalculationState;
  /** From 0 to 1. */
  readonly progress: number;
  readonly requested_at: string;
  /** Start of the latest run. */
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly facets: number | null;
  readonly reason_code: string | null;
  readonly reason: string | null;
}

type Row = Omit<Calculation, 'requested_at' | 'started_at' | 'finished_at'> & {
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
};

/** Calculations of an order ID: at most one for each tenant. */
export async function findCalculations(
  pool: Pool,
  { orderId, tenantId }: { orderId: string; tenantId?: string },
): Promise<Calculation[]> {
  const { rows } = await pool.query<Row>(
    `SELECT order_id, tenant_id, state, progress, requested_at, started_at, finished_at, facets, reason_code, reason
     FROM calculations WHERE order_id = $1 AND ($2::text IS NULL OR tenant_id = $2) ORDER BY tenant_id`,
    [orderId, tenantId ?? null],
  );
  return rows.map((row) => ({
    ...row,
    requested_at: row.requested_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }));
}
