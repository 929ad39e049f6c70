import type { ExportQuery, ImportQuery } from '@ordertrace/api';

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export const logFormats = ['csv', 'xes', 'ocel'] as const;

/** Query from options, which have the names of the API's parameters. */
export function queryOf(options: OptionValues): ImportQuery & ExportQuery {
  const own = new Set(['server', 'json']);
  const named = Object.entries(options).filter(([name, value]) => !own.has(name) && value !== undefined);
  const entries = named.map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries) as ImportQuery & ExportQuery;
}
