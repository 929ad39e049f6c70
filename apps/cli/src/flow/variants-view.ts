import { definedFields } from '@ordertrace/conventions';
import { flowTable } from './flow-table.js';
import { orderText, stepText, type FlowView } from './flow-view.js';

const headings = ['count', 'share', 'leadTime', 'example', 'variant', 'activities'] as const;

export const variantsView: FlowView = async (source, query, { limit, cursor }) => {
  const { client, cells, t } = source;
  const number = limit === undefined ? undefined : Number(limit);
  const answer = await client.flowVariants({ ...query, ...definedFields({ limit: number, cursor }) });
  const rows = answer.variants.map((one) => [
    String(one.count),
    cells.share(one.share),
    cells.duration(one.median_lead_time_ms),
    orderText(one.example),
    one.variant,
    stepText(one.activities, source),
  ]);
  const text = [
    `${t('commandFlow.variants', { count: answer.total })}, ${t('commandFlow.orders', { count: answer.orders })}`,
    flowTable({ headings, rows }, t),
    ...(answer.next === null ? [] : [t('commandFlow.nextPage', { cursor: answer.next })]),
  ];
  return { answer, text: text.join('\n\n') };
};
