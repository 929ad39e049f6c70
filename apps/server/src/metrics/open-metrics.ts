import { Registry, type RegistryContentType } from 'prom-client';

export const plainTextType = Registry.PROMETHEUS_CONTENT_TYPE;
export const openMetricsType = Registry.OPENMETRICS_CONTENT_TYPE;

/** A registry in OpenMetrics format, the only one with exemplars. */
export function createRegistry(): Registry {
  const registry = new Registry();
  // The type fixes the registry's format, but metrics accept both formats.
  (registry as Registry<RegistryContentType>).setContentType(openMetricsType);
  return registry;
}

/** Whether a scraper accepts OpenMetrics, by its `Accept` header. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes('application/openmetrics-text') ?? false;
}

/**
 * Converts OpenMetrics text to Prometheus' older text format: no exemplars, no end mark, and counters with
 * the same name in head and samples.
 */
export function plainText(openMetrics: string): string {
  const counters = new Set(
    [...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name ?? ''),
  );
  return openMetrics
    .split('\n')
    .filter((line) => line !== '# EOF')
    .map((line) => {
      const head = /^(# (?:HELP|TYPE) )(\S+)(.*)$/.exec(line);
      if (head === null) return withoutExemplar(line);
      const [, mark = '', name = '', rest = ''] = head;
      return counters.has(name) ? `${mark}${name}_total${rest}` : line;
    })
    .join('\n');
}

/** An exemplar follows the value. A label may contain the same characters, but never ends in a value. */
function withoutExemplar(line: string): string {
  return line.replace(/ # \{[^{}]*\} \S+ \S+$/, '');
}
