import { trace } from '@opentelemetry/api';
import type { Actor, Stage } from '@ordertrace/conventions';
import { carrierLink, orderCarrier, withOrder, type OrderCarrier } from '@ordertrace/instrumentation';
import { enqueue, type Migration, type OutgoingMessage } from '@ordertrace/messaging';
import type { ClientBase, Pool } from 'pg';

export const transitionMigration: Migration = {
  name: 'service-transitions-1',
  sql: `
    CREATE TABLE transitions (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      tenant_id text NOT NULL,
      order_id text NOT NULL,
      stage text NOT NULL,
      previous_stage text,
      actor text NOT NULL,
      at timestamptz NOT NULL,
      carrier jsonb NOT NULL,
      told_at timestamptz
    );
    CREATE INDEX transitions_untold ON transitions (seq) WHERE told_at IS NULL;
    CREATE INDEX transitions_order ON transitions (tenant_id, order_id, seq);`,
};

/** An order entered a stage. */
export interface StageChange {
  readonly orderId: string;
  readonly tenantId: string;
  readonly stage: Stage;
  readonly previousStage?: Stage;
  readonly actor: Actor;
  readonly at: Date;
  /** The carrier in the order's row before the change. The current span is linked to it. */
  readonly previousCarrier?: OrderCarrier;
}

/**
 * Records, in the transaction of the change, that the order entered the stage, and adds the change's messages
 * to the outbox. So no order event or message gets lost, and none is sent for a change that did not happen.
 * Returns the carrier to store in the order's row.
 */
export function recordStageChange(
  client: ClientBase,
  change: StageChange,
  messages: readonly OutgoingMessage[] = [],
): Promise<OrderCarrier> {
  const { orderId, tenantId, stage, previousStage, actor, at } = change;
  return withOrder({ orderId, tenantId, stage }, async () => {
    const carrier = orderCarrier();
    linkTo(change.previousCarrier);
    await client.query(
      `INSERT INTO transitions (tenant_id, order_id, stage, previous_stage, actor, at, carrier)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [tenantId, orderId, stage, previousStage ?? null, actor, at, JSON.stringify(carrier)],
    );
    for (const message of messages) await enqueue(client, message);
    return carrier;
  });
}

/** Links the order's trace to its previous one. Within one trace no link is needed. */
function linkTo(previous: OrderCarrier | undefined): void {
  const span = trace.getActiveSpan();
  const link = previous === undefined ? undefined : carrierLink(previous);
  if (span === undefined || link === undefined) return;
  if (link.context.traceId !== span.spanContext().traceId) span.addLink(link);
}

export interface UnsentTransition extends Omit<StageChange, 'previousCarrier'> {
  readonly seq: string;
  readonly carrier: OrderCarrier;
}

interface Row {
  seq: string;
  tenant_id: string;
  order_id: string;
  stage: Stage;
  previous_stage: Stage | null;
  actor: Actor;
  at: Date;
  carrier: OrderCarrier;
}

/** The oldest transitions without a sent order event. */
export async function unsentTransitions(pool: Pool, limit: number): Promise<UnsentTransition[]> {
  const { rows } = await pool.query<Row>(
    `SELECT seq, tenant_id, order_id, stage, previous_stage, actor, at, carrier
     FROM transitions WHERE told_at IS NULL ORDER BY seq LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({
    seq: row.seq,
    orderId: row.order_id,
    tenantId: row.tenant_id,
    stage: row.stage,
    ...(row.previous_stage !== null && { previousStage: row.previous_stage }),
    actor: row.actor,
    at: row.at,
    carrier: row.carrier,
  }));
}

export async function markTold(pool: Pool, seqs: readonly string[]): Promise<void> {
  await pool.query('UPDATE transitions SET told_at = now() WHERE seq = ANY($1::bigint[])', [seqs]);
}
