import { readFileSync } from 'node:fs';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

export interface PanelQueries {
  readonly title: string;
  readonly queries: readonly string[];
}

/** The queries of a Grafana dashboard, by panel. */
export function panelsOf(file: string): PanelQueries[] {
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { readonly panels: readonly Panel[] };
  return panels
    .filter(({ type }) => type !== 'row')
    .map(({ title, targets = [] }) => ({ title, queries: targets.map(({ expr }) => expr) }));
}

/** The metrics that a query reads: names with an underscore that are no function, outside of label texts. */
export function metricsOf(query: string): string[] {
  const bare = query
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\b(by|ignoring|on|group_left)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/\b([a-z]+_[a-z_0-9]+)\b(?!\s*\()/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'group_left');
}
