import type { Registry } from 'prom-client';

/** One series of a metric: its labels and its value. */
export interface Series {
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** The current series of one metric; empty if it is not registered. */
export async function seriesOf(registry: Registry, name: string): Promise<readonly Series[]> {
  const metric = registry.getSingleMetric(name);
  return metric === undefined ? [] : (await metric.get()).values;
}

export function sumOf(series: readonly Series[], labels: Readonly<Record<string, string>> = {}): number {
  return series
    .filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
