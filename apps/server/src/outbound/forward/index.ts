import { join } from 'node:path';
import type { Flows } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import { Cursor } from '../cursor.js';
import { forwardMetrics } from './forward-metrics.js';
import { watchedMetrics, type ForwardStatus } from './forward-status.js';
import { Forwarder } from './forwarder.js';
import { otlpSender } from './otlp-sender.js';
import { readTargets } from './targets.js';

export { Cursor } from '../cursor.js';
export { forwardMetrics } from './forward-metrics.js';
export type { ForwardStatus } from './forward-status.js';
export { Forwarder } from './forwarder.js';
export { otlpSender } from './otlp-sender.js';
export { readTargets, type ForwardTarget } from './targets.js';

export interface ForwardingOptions {
  /** The file that names the targets. */
  readonly file: string;
  readonly dataFolder: string;
  readonly store: Store;
  readonly flows: () => Flows;
  readonly metrics: Registry;
  readonly logger: FastifyBaseLogger;
}

/** Forwarding under way. */
export interface Forwarding {
  /** Of each target, as the file names them. */
  statuses(): readonly ForwardStatus[];
  stop(): Promise<void>;
}

/** Begins to forward to every target of a file. @throws ConfigError */
export async function startForwarding(options: ForwardingOptions): Promise<Forwarding> {
  const { file, dataFolder, store, metrics } = options;
  const targets = await readTargets(file);
  const metricsOf = forwardMetrics(store, metrics);
  const watched = targets.map((target) => watchedMetrics(target.name, metricsOf(target.name)));
  const forwarders = targets.map(
    (target, index) =>
      new Forwarder({
        ...options,
        target,
        cursor: new Cursor(join(dataFolder, 'forward', `${target.name}.json`)),
        send: otlpSender(target),
        metrics: watched[index]?.metrics ?? metricsOf(target.name),
      }),
  );
  for (const forwarder of forwarders) forwarder.start();
  return {
    statuses: () => watched.map(({ status }) => status()),
    stop: async () => {
      await Promise.all(forwarders.map((forwarder) => forwarder.stop()));
    },
  };
}
