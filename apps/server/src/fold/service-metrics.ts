import { millisFromNanos } from '@ordertrace/model';
import { Gauge, type Registry } from 'prom-client';
import type { ServiceSigns } from './service-signs.js';

/** Most services in the metrics; others are omitted. */
const servicesAtMost = 50;

/** Metrics of when each service was last seen, and whether its silence is unusual. */
export function serviceMetrics(signs: ServiceSigns, registry: Registry): void {
  const registers = [registry];
  const labelNames = ['application_name'] as const;
  const seen = new Gauge({
    name: 'ordertrace_service_last_seen_timestamp_seconds',
    help: 'Time of the latest record that a service sent, since the server started',
    labelNames,
    registers,
    collect: () => {
      seen.reset();
      for (const [service, atNanos] of [...signs.lastSeen()].slice(0, servicesAtMost)) {
        seen.set({ application_name: service }, millisFromNanos(atNanos) / 1000);
      }
    },
  });
  const silent = new Gauge({
    name: 'ordertrace_service_silent',
    help: '1 while a service sends nothing for much longer than it usually does though others go on',
    labelNames,
    registers,
    collect: () => {
      silent.reset();
      const now = signs.silent();
      for (const service of [...signs.lastSeen().keys()].slice(0, servicesAtMost)) {
        silent.set({ application_name: service }, now.has(service) ? 1 : 0);
      }
    },
  });
}
