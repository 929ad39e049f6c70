import { grouped, stages } from '@ordertrace/conventions';
import { query, serviceNames, untilTrue } from './service-parts.js';

/** Without the two side exits, which are last. */
const order = stages.slice(0, -2);

/** Waits until no service has a message to send or to retry. */
export function settled(urlOf) {
  return untilTrue('everything is delivered', async () => {
    for (const name of serviceNames) {
      const [row] = await query(
        urlOf(name),
        `SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL)
              + (SELECT count(*) FROM failed_messages WHERE given_up_at IS NULL)
              + (SELECT count(*) FROM transitions WHERE told_at IS NULL) AS open`,
      );
      if (row.open !== '0') return false;
    }
    const [{ running }] = await query(
      urlOf('calculation-service'),
      `SELECT count(*) AS running FROM calculations WHERE state IN ('QUEUED', 'RUNNING')`,
    );
    return running === '0';
  });
}

/**
 * What is wrong in the databases after all is delivered: lost or given-up messages, doubled or illegal stages,
 * stages that differ, answers that never came, and acknowledged steps that are missing.
 * @param {(service: string) => string} urlOf
 * @param {{ orderId: string, stage: string }[]} acknowledged stages that a caller got an answer about
 */
export async function faultsIn(urlOf, acknowledged) {
  const faults = [];
  const transitions = await Promise.all(
    ['shop-api', 'mes-api'].map((service) =>
      query(urlOf(service), 'SELECT order_id, stage, previous_stage, at FROM transitions'),
    ),
  );
  const history = grouped(transitions.flat(), (row) => row.order_id);
  for (const name of serviceNames)
    for (const { message_id: id, reason } of await query(
      urlOf(name),
      'SELECT message_id, reason FROM failed_messages WHERE given_up_at IS NOT NULL',
    ))
      faults.push(`${name} gave up message ${id}: ${reason}`);
  for (const [orderId, rows] of history) faults.push(...illegalStages(orderId, rows));
  const made = new Map(
    (await query(urlOf('mes-api'), 'SELECT order_id, stage, stage_since FROM work_orders')).map((row) => [
      row.order_id,
      row,
    ]),
  );
  const placed = await query(urlOf('shop-api'), 'SELECT * FROM orders');
  for (const { order_id: id, stage, stage_since: since, cancellation_state: cancellation } of placed) {
    const other = made.get(id);
    if (cancellation === 'requested') faults.push(`${id}: the cancellation was never answered`);
    if (other === undefined) {
      if (!['CREATED', 'CANCELLED'].includes(stage)) faults.push(`${id}: ${stage}, unknown to production`);
    } else if (other.stage !== stage || other.stage_since.getTime() !== since.getTime())
      faults.push(`${id}: ${stage} in the shop since ${since.toISOString()}, ${other.stage} in production`);
  }
  for (const { orderId, stage } of acknowledged)
    if (!(history.get(orderId) ?? []).some((row) => row.stage === stage))
      faults.push(`${orderId}: ${stage} was acknowledged and is lost`);
  return { faults, orders: placed.length, transitions: transitions.flat().length };
}

function illegalStages(orderId, rows) {
  const sorted = rows.toSorted((a, b) => a.at - b.at || order.indexOf(a.stage) - order.indexOf(b.stage));
  return sorted.flatMap(({ stage, previous_stage: previous }, i) => {
    const before = sorted[i - 1]?.stage ?? null;
    if (previous !== before) return [`${orderId}: ${stage} after ${before}, recorded after ${previous}`];
    if (stage === 'CANCELLED' && order.indexOf(previous) > order.indexOf('APPROVED'))
      return [`${orderId}: cancelled after ${previous}`];
    const next = order.indexOf(stage);
    return next >= 0 && next !== order.indexOf(previous ?? '') + 1
      ? [`${orderId}: ${stage} after ${previous}`]
      : [];
  });
}
