import { Registry, type RegistryContentType } from 'prom-client';

export const plainTextType = Registry.PROMETHEUS_CONTENT_TYPE;
export const openMetricsType = Registry.OPENMETRICS_CONTENT_TYPE;

/** Metrics in OpenMetrics form, which alone carries exemplars. */
export function createRegistry(): Registry {
  const registry = new Registry();
  // Its type says that a registry keeps the form it was made in; metrics take either kind.
  (registry as Registry<RegistryContentType>).setContentType(openMetricsType);
  return registry;
}

/** Whether a scraper asks for OpenMetrics, by its `Accept` header. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes('application/openmetrics-text') ?? false;
}

/**
 * OpenMetrics text as Prometheus' older text format: without exemplars and end mark, and with counters named in
 * their head as in their samples.
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

/** An exemplar follows the value; a label may hold the same signs, but no label ends in a value. */
function withoutExemplar(line: string): string {
  return line.replace(/ # \{[^{}]*\} \S+ \S+$/, '');
}
