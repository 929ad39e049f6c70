import type { Registry } from 'prom-client';

/** A series of a metric: its labels and its value. */
export interface Series {
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** All series of one metric as it is now; none where nobody registered it. */
export async function seriesOf(registry: Registry, name: string): Promise<readonly Series[]> {
  const metric = registry.getSingleMetric(name);
  return metric === undefined ? [] : (await metric.get()).values;
}

export function sumOf(series: readonly Series[], labels: Readonly<Record<string, string>> = {}): number {
  return series
    .filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
