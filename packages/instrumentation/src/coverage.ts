import { stages } from '@ordertrace/conventions';

const order: readonly string[] = stages;
const first = order.indexOf('APPROVED');
const last = order.indexOf('SHIPPED');

/** Whether a stage is between *Approved* and *Shipped*, both included. */
export function isTraced(stage: string | undefined): boolean {
  if (stage === undefined) return false;
  const index = order.indexOf(stage);
  return index >= first && index <= last;
}
