import { allPages } from '@ordertrace/conventions';
import { Button } from '@mantine/core';
import type { Order } from '@ordertrace/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orderListQuery, type OrdersSearch } from '../../addresses/orders-search.js';
import { api } from '../../api/client.js';
import { csvText } from '../../design/csv-text.js';
import { Icon } from '../../design/icons.js';
import { saveFile } from '../../design/save-file.js';
import { useFormat } from '../../language/use-format.js';

const pageSize = 500;
/** Upper limit; more orders need the export of event logs, which the server streams. */
const mostOrders = 20_000;

/** Saves all orders of the list as CSV, not only the loaded ones. */
export function ExportButton({ search }: { readonly search: OrdersSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useState<{ readonly done?: number; readonly error?: string }>({});
  const save = async () => {
    setState({ done: 0 });
    try {
      const orders = await allOrders(search, (done) => {
        setState({ done });
      });
      saveFile('orders.csv', 'text/csv', csvText(columns, orders.map(rowOf)));
      setState({});
    } catch (error) {
      setState({ error: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <span className="order-export">
      {state.error !== undefined && (
        <span role="alert" className="fact-late">
          {t('orders.export.failed', { reason: state.error })}
        </span>
      )}
      <Button
        size="compact-xs"
        variant="default"
        disabled={state.done !== undefined}
        leftSection={<Icon name="download" size={14} />}
        onClick={() => void save()}
      >
        {state.done === undefined
          ? t('orders.export.save')
          : t('orders.export.reading', { count: format.count(state.done) })}
      </Button>
    </span>
  );
}

async function allOrders(search: OrdersSearch, report: (done: number) => void): Promise<Order[]> {
  const query = { ...orderListQuery(search), limit: pageSize };
  const orders: Order[] = [];
  for await (const page of allPages((from) => api.orders({ ...query, ...from }))) {
    orders.push(...page.orders);
    report(orders.length);
    if (orders.length >= mostOrders) break;
  }
  return orders;
}

/** The API's names: a file for programs has the same names in every language. */
const columns = [
  'order_id',
  'tenant_id',
  'stage',
  'stage_since',
  'situation',
  'reason',
  'created_at',
  'closed_at',
  'last_seen_at',
  'problem_id',
] as const satisfies readonly (keyof Order)[];

function rowOf(order: Order): string[] {
  return columns.map((column) => order[column] ?? '');
}
