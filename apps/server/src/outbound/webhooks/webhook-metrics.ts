import { Counter, Gauge, type Registry } from 'prom-client';
import type { Tried } from '../target-queues.js';

/** Counts deliveries to webhooks; labels name no tenant and no address. */
export function webhookMetrics(
  registry: Registry,
  waiting: () => number,
): (outcome: Tried['outcome']) => void {
  const registers = [registry];
  const tries = new Counter({
    name: 'ordertrace_webhook_deliveries_total',
    help: "Deliveries of milestones to partners' webhooks, by outcome",
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'ordertrace_webhook_events_waiting',
    help: 'Events that are to be delivered to webhooks still',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  return (outcome) => tries.inc({ outcome });
}
