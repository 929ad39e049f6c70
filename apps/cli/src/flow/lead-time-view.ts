import { definedFields } from '@ordertrace/conventions';
import type { LeadTimeQuery } from '@ordertrace/api';
import type { FlowHeading } from '@ordertrace/words';
import { flowTable } from './flow-table.js';
import type { FlowSource, FlowView } from './flow-view.js';

interface LeadTimes {
  readonly orders: number;
  readonly median_ms: number;
  readonly p90_ms: number;
}

export const leadTimeView: FlowView = async (source, query, options) => {
  const { client, cells, t } = source;
  const interval = options['interval'] as LeadTimeQuery['interval'];
  const answer = await client.flowLeadTime({ ...query, ...definedFields({ interval }) });
  const { orders, percentiles, series, by_tenant: tenants, by_variant: variants } = answer;
  const median = cells.duration(percentiles?.median_ms);
  const p90 = cells.duration(percentiles?.p90_ms);
  const table = tableOf(source);
  const text = [
    t('commandFlow.ended', { count: orders, median, p90 }),
    table(
      'endedFrom',
      series.map((one) => [one.from.slice(0, 10), one]),
    ),
    table(
      'tenant',
      tenants.map((one) => [one.tenant_id, one]),
    ),
    table(
      'variant',
      variants.map((one) => [one.variant, one]),
    ),
  ];
  return { answer, text: text.join('\n\n') };
};

function tableOf({ cells, t }: FlowSource) {
  return (heading: FlowHeading, groups: readonly (readonly [name: string, times: LeadTimes])[]): string => {
    const rows = groups.map(([name, { orders, median_ms: median, p90_ms: p90 }]) => [
      name,
      String(orders),
      ...[median, p90].map(cells.duration),
    ]);
    return flowTable({ headings: [heading, 'orders', 'median', 'p90'], rows }, t);
  };
}
