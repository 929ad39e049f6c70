import type { FlowDeviations } from '@ordertrace/api';
import { flowTable } from './flow-table.js';
import { ordersText, stepText, type FlowSource, type FlowView } from './flow-view.js';

export const deviationsView: FlowView = async (source, query) => {
  const { client, named, t } = source;
  const answer = await client.flowDeviations(query);
  const text = [
    t('commandFlow.judged', { count: answer.orders }),
    deviationsText(answer, source),
    ...longIntervalsText(answer, source),
    ...(answer.unknown.length === 0
      ? []
      : [t('commandFlow.notInFlow', { activities: answer.unknown.map(named).join(', ') })]),
  ];
  return { answer, text: text.join('\n\n') };
};

function deviationsText({ deviations }: FlowDeviations, source: FlowSource): string {
  const { cells, t } = source;
  const rows = deviations.map(({ name, activities, orders, share, examples }) => [
    t(`commandFlow.deviations.${name}`),
    stepText(activities, source),
    String(orders),
    cells.share(share),
    ordersText(examples),
  ]);
  const headings = ['deviation', 'activities', 'orders', 'share', 'examples'] as const;
  return flowTable({ headings, rows }, t);
}

function longIntervalsText({ profile }: FlowDeviations, { named, cells, t }: FlowSource): string[] {
  const rows = profile
    .filter(({ unusual }) => unusual > 0)
    .map((one) => [
      `${named(one.from)} … ${named(one.to)}`,
      String(one.unusual),
      ...[one.mean_ms, one.deviation_ms].map(cells.duration),
      ordersText(one.examples),
    ]);
  const headings = ['longInterval', 'times', 'mean', 'standardDeviation', 'examples'] as const;
  return rows.length === 0 ? [] : [flowTable({ headings, rows }, t)];
}
