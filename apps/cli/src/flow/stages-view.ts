import { flowTable } from './flow-table.js';
import type { FlowView } from './flow-view.js';

const headings = [
  ...(['rank', 'stage', 'code', 'orderDays', 'entered', 'left', 'open'] as const),
  ...(['median', 'p90', 'p99', 'deadline'] as const),
];

export const stagesView: FlowView = async ({ client, named, cells, t }, query) => {
  const answer = await client.flowStages(query);
  const rows = answer.stages.map((one) => [
    String(one.rank),
    named(one.stage),
    one.stage,
    cells.decimal(one.total_order_days),
    ...[one.entered, one.left, one.open].map(String),
    ...[one.times?.median_ms, one.times?.p90_ms, one.times?.p99_ms].map(cells.duration),
    one.deadline ?? '-',
  ]);
  return { answer, text: flowTable({ headings, rows }, t) };
};
