import type { ApiClient, FlowQuery, ImportCounting, OrderReference } from '@ordertrace/api';
import type { Texts } from '@ordertrace/words';
import type { CellTexts } from '../cell-texts.js';

/** Options of the command line, by the names of the API's parameters. */
export type FlowOptions = Readonly<Record<string, string | undefined>>;

/** Source of a view's answer, and everything that writes it for people. */
export interface FlowSource {
  readonly client: ApiClient;
  /** The name of a stage or another activity for people. */
  readonly named: (activity: string) => string;
  readonly cells: CellTexts;
  readonly t: Texts;
}

export interface ShownView {
  /** The answer of the API. */
  readonly answer: { readonly counting?: ImportCounting };
  /** The same for people. */
  readonly text: string;
}

export type FlowView = (source: FlowSource, query: FlowQuery, options: FlowOptions) => Promise<ShownView>;

/** `acme/17`; `-` if there is no order. */
export function orderText(order: OrderReference | null): string {
  return order === null ? '-' : `${order.tenant_id}/${order.order_id}`;
}

export function ordersText(orders: readonly OrderReference[]): string {
  return orders.map(orderText).join(', ');
}

/** `from → to`, with names for people. */
export function stepText(activities: readonly string[], { named }: Pick<FlowSource, 'named'>): string {
  return activities.map(named).join(' → ');
}
