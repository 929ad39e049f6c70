import { definedFields } from '@ordertrace/conventions';
import { flowTable } from './flow-table.js';
import { ordersText, stepText, type FlowView } from './flow-view.js';

const headings = ['step', 'now', 'before', 'slowerBy', 'count', 'countBefore', 'slowestOrders'] as const;

export const compareView: FlowView = async (source, query, options) => {
  const { client, cells, t } = source;
  const answer = await client.flowComparison({
    ...query,
    ...definedFields({
      with_from: options['withFrom'],
      with_to: options['withTo'],
      with_tenant: options['withTenant'],
    }),
  });
  const rows = answer.edges.map((edge) => [
    stepText([edge.from, edge.to], source),
    ...[edge.now?.median_ms, edge.before?.median_ms, edge.difference_ms].map(cells.duration),
    ...[edge.now_count, edge.before_count].map(String),
    ordersText(edge.orders),
  ]);
  return { answer, text: flowTable({ headings, rows }, t) };
};
