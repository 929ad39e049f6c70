import { join } from 'node:path';
import { nanosFromMillis } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import { Cursor } from '../cursor.js';
import type { InsideHosts } from '../post/index.js';
import type { PartnerSource } from '../../partner/partner-order.js';
import { Deliverer, type Pace } from './deliverer.js';
import type { Tried } from './delivery.js';
import { MilestoneFollower } from './milestone-follower.js';
import { Subscriptions } from './subscriptions.js';
import { webhookMetrics } from './webhook-metrics.js';

export interface WebhookSettings extends PartnerSource {
  /** What secrets are made of. */
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  readonly dataFolder: string;
  readonly metrics: Registry;
  readonly logger: FastifyBaseLogger;
  readonly pace?: Partial<Pace>;
}

/** Partners' webhooks: who is told, and the telling. */
export interface Webhooks {
  readonly subscriptions: Subscriptions;
  readonly deliverer: Deliverer;
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Known, and not told yet. */
export async function openWebhooks(settings: WebhookSettings): Promise<Webhooks> {
  const { store, key, insideHosts, dataFolder, metrics, logger, pace } = settings;
  const now = () => nanosFromMillis(Date.now());
  const subscriptions = await Subscriptions.open(store, now);
  let count: (outcome: Tried['outcome']) => void = () => undefined;
  const deliverer: Deliverer = new Deliverer({
    ...{ store, subscriptions, key, insideHosts, now, logger },
    onTried: (outcome) => {
      count(outcome);
    },
    ...(pace === undefined ? {} : { pace }),
  });
  count = webhookMetrics(metrics, () => deliverer.waiting());
  const cursor = new Cursor(join(dataFolder, 'webhooks', 'cursor.json'));
  const follower = new MilestoneFollower({ source: settings, subscriptions, deliverer, cursor, now, logger });
  return {
    ...{ subscriptions, deliverer, key, insideHosts },
    start: async () => {
      await deliverer.start();
      follower.start();
    },
    stop: async () => {
      await follower.stop();
      await deliverer.stop();
    },
  };
}
