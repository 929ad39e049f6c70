import { readFileSync } from 'node:fs';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly noValue?: string } };
}

interface Variable {
  readonly name: string;
  readonly allValue: string;
  readonly definition: string;
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

export interface PanelQueries {
  readonly title: string;
  readonly queries: readonly string[];
  /** The text in place of "No data". */
  readonly noValue: string | undefined;
}

/** The queries of a Grafana dashboard, by panel. */
export function panelsOf(file: string): PanelQueries[] {
  return dashboardOf(file)
    .panels.filter(({ type }) => type !== 'row')
    .map(({ title, targets = [], fieldConfig }) => ({
      title,
      queries: targets.map(({ expr }) => expr),
      noValue: fieldConfig?.defaults.noValue,
    }));
}

export function variablesOf(file: string): readonly Variable[] {
  return dashboardOf(file).templating.list;
}

/** The query with "All" chosen in each variable. */
export function withAllChosen(query: string, variables: readonly Variable[]): string {
  return variables.reduce((text, { name, allValue }) => text.replaceAll(`$${name}`, allValue), query);
}

const zero = /0 \* max\(up\{job="ordertrace"\} == 1\)/.source;
const zeroAtEnd = new RegExp(` or (?:${zero}|on\\(\\) label_replace\\(${zero}, "\\w+", "none", "", ""\\))$`);

/** The query without the zero that a running server shows in place of "No data"; `undefined` if it has none. */
export function withoutZero(query: string): string | undefined {
  return zeroAtEnd.test(query) ? query.replace(zeroAtEnd, '') : undefined;
}

function dashboardOf(file: string): Dashboard {
  return JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
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
