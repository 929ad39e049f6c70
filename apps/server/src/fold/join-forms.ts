import { definedFields } from '@ordertrace/conventions';
import { earlier, encodedRef, later, orderRefText, plainRef } from '@ordertrace/model';
import { distinctOrders, type Store } from '@ordertrace/store';
import { encodedForms } from '../telemetry/order-forms.js';
import type { OrderTask } from './fold-orders.js';

/**
 * Joins the tasks of an order that some of its services name in form encoding: `A+B` for `A B`. Both forms become one
 * task of the order. Forms that are not proven to be one order stay as they are.
 */
export async function joinForms(
  store: Pick<Store, 'tenantsOfOrders' | 'recordsOfOrders'>,
  tasks: readonly OrderTask[],
): Promise<readonly OrderTask[]> {
  // Most ids have only one form; their orders cost no read.
  const plains = tasks.map(({ ref }) => plainRef(ref)).filter((ref) => encodedRef(ref) !== undefined);
  const encoded = await encodedForms(store, distinctOrders(plains));
  if (encoded.size === 0) return tasks;
  const joined = new Map<string, OrderTask>();
  for (const task of tasks) {
    const plain = plainRef(task.ref);
    const form = encoded.get(orderRefText(plain));
    const own = form === undefined ? task : { ...task, ref: plain, encoded: form };
    const key = orderRefText(own.ref);
    joined.set(key, merged(own, joined.get(key)));
  }
  return [...joined.values()];
}

function merged(task: OrderTask, known: OrderTask | undefined): OrderTask {
  if (known === undefined) return task;
  const [a, b] = [task.change ?? known.change, known.change ?? task.change];
  const change =
    a === undefined || b === undefined
      ? undefined
      : { firstNanos: earlier(a.firstNanos, b.firstNanos), lastNanos: later(a.lastNanos, b.lastNanos) };
  return { ...known, isDue: task.isDue || known.isDue, ...definedFields({ change }) };
}
