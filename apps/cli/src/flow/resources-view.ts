import { flowTable } from './flow-table.js';
import type { FlowView } from './flow-view.js';

const headings = ['resource', 'activities', 'working', 'idle'] as const;

export const resourcesView: FlowView = async ({ client, cells, t }, query) => {
  const answer = await client.flowResources(query);
  const rows = answer.resources.map(({ resource, count, working_ms: working, idle_ms: idle }) => [
    resource,
    String(count),
    ...[working, idle].map(cells.duration),
  ]);
  return { answer, text: flowTable({ headings, rows }, t) };
};
