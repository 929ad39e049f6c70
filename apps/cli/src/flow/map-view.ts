import type { FlowMapView } from '@ordertrace/api';
import { flowTable } from './flow-table.js';
import { stepText, type FlowSource, type FlowView } from './flow-view.js';

export const mapView: FlowView = async (source, query) => {
  const answer = await source.client.flowMap(query);
  return { answer, text: mapText(answer, source) };
};

/** Number of orders, activities, and the steps between them. */
export function mapText(map: FlowMapView, source: FlowSource): string {
  const orders = source.t('commandFlow.orders', { count: map.orders });
  return [orders, activitiesText(map, source), stepsText(map, source)].join('\n\n');
}

function activitiesText({ activities }: FlowMapView, { named, cells, t }: FlowSource): string {
  const rows = activities.map((one) => [
    named(one.name),
    ...[one.count, one.orders, one.starts, one.ends, one.open].map(String),
    cells.duration(one.working?.median_ms),
  ]);
  const headings = ['activity', 'count', 'orders', 'starts', 'ends', 'open', 'working'] as const;
  return flowTable({ headings, rows }, t);
}

function stepsText({ edges }: FlowMapView, source: FlowSource): string {
  const rows = edges.map(({ from, to, count, times, waiting, working }) => [
    stepText([from, to], source),
    String(count),
    ...[times.median_ms, times.p90_ms, times.mean_ms, waiting?.median_ms, working?.median_ms].map(
      source.cells.duration,
    ),
  ]);
  const headings = ['step', 'count', 'median', 'p90', 'mean', 'waiting', 'working'] as const;
  return flowTable({ headings, rows }, source.t);
}
