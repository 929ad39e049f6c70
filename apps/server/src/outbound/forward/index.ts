import { join } from 'node:path';
import type { Flows } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import { PositionFile } from '../position-file.js';
import { forwardMetrics } from './forward-metrics.js';
import { watchedMetrics, type ForwardStatus } from './forward-status.js';
import { forwarder } from './forwarder.js';
import { otlpSender } from './otlp-sender.js';
import { readTargets } from './targets.js';

export { forwardMetrics } from './forward-metrics.js';
export type { ForwardStatus } from './forward-status.js';
export { forwarder } from './forwarder.js';
export { otlpSender } from './otlp-sender.js';
export { readTargets, type ForwardTarget } from './targets.js';

export interface ForwardingOptions {
  /** The file with the targets. */
  readonly file: string;
  readonly dataFolder: string;
  readonly store: Store;
  readonly flows: () => Flows;
  readonly metrics: Registry;
  readonly logger: FastifyBaseLogger;
}

/** The running forwarding. */
export interface Forwarding {
  /** The status of each target, in the sequence of the file. */
  statuses(): readonly ForwardStatus[];
  /** Notifies the forwarding of an append. */
  wake(): void;
  stop(): Promise<void>;
  /** Goes on after a stop. */
  start(): void;
}

/** Starts forwarding to every target of a file. @throws ConfigError */
export async function startForwarding(options: ForwardingOptions): Promise<Forwarding> {
  const { file, dataFolder, store, metrics: registry } = options;
  const metricsOf = forwardMetrics(store.positions, registry);
  const targets = (await readTargets(file)).map((target) => {
    const { metrics, status } = watchedMetrics(target.name, metricsOf(target.name));
    const positions = new PositionFile(join(dataFolder, 'forward', `${target.name}.json`), options.logger);
    const follower = forwarder({ ...options, target, positions, send: otlpSender(target), metrics });
    return { status, follower };
  });
  const start = () => {
    for (const { follower } of targets) follower.start();
  };
  start();
  return {
    start,
    statuses: () => targets.map(({ status }) => status()),
    wake: () => {
      for (const { follower } of targets) follower.wake();
    },
    stop: async () => {
      await Promise.all(targets.map(({ follower }) => follower.stop()));
    },
  };
}
