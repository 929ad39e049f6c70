import { definedFields } from '@ordertrace/conventions';
import { join } from 'node:path';
import type { ExpectedStage } from '@ordertrace/api';
import { nanosFromMillis, type Flows, type OrderState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import { PositionFile } from '../position-file.js';
import type { InsideHosts } from '../post/index.js';
import type { Tried } from '../target-queues.js';
import { Deliverer, type WebhookPace } from './deliverer.js';
import { milestoneFollower } from './milestone-follower.js';
import { Subscriptions } from './subscriptions.js';
import { webhookMetrics } from './webhook-metrics.js';

export interface WebhookSettings {
  readonly store: Store;
  /** The active flows; they may change while the server runs. */
  readonly flows: () => Flows;
  /** The next stage of an order, as partners see it. */
  readonly expectedStage: (state: OrderState) => ExpectedStage | null;
  /** The key of the secrets. */
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  readonly dataFolder: string;
  readonly metrics: Registry;
  readonly logger: FastifyBaseLogger;
  readonly pace?: Partial<WebhookPace>;
}

/** Partners' webhooks: the subscriptions, and the deliveries to them. */
export interface Webhooks {
  readonly subscriptions: Subscriptions;
  readonly deliverer: Deliverer;
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  start(): Promise<void>;
  /** Notifies the webhooks of changed orders. */
  wake(): void;
  stop(): Promise<void>;
}

/** Loads the subscriptions; nothing is sent before the start. */
export async function openWebhooks(settings: WebhookSettings): Promise<Webhooks> {
  const { store, key, insideHosts, dataFolder, metrics, logger, pace } = settings;
  const now = () => nanosFromMillis(Date.now());
  const subscriptions = await Subscriptions.open(store, now);
  let count: (outcome: Tried['outcome']) => void = () => undefined;
  const deliverer: Deliverer = new Deliverer({
    store,
    subscriptions,
    key,
    insideHosts,
    now,
    logger,
    onTried: (outcome) => {
      count(outcome);
    },
    ...definedFields({ pace }),
  });
  count = webhookMetrics(metrics, () => deliverer.waiting());
  const positions = new PositionFile(join(dataFolder, 'webhooks', 'cursor.json'), logger);
  const follower = milestoneFollower({ ...settings, subscriptions, deliverer, positions, now });
  return {
    subscriptions,
    deliverer,
    key,
    insideHosts,
    start: async () => {
      await deliverer.start();
      follower.start();
    },
    wake: () => follower.wake(),
    stop: async () => {
      await follower.stop();
      await deliverer.stop();
    },
  };
}
