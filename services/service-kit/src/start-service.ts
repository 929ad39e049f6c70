import { createLogger, type OrderInStage } from '@ordertrace/instrumentation';
import {
  failedMessageMigrations,
  inboxMigration,
  listSentMessages,
  openStoredMessaging,
  outboxMigrations,
  OutboxRelay,
  sendMessageAgain,
  type Messaging,
  type Migration,
  type OpenedMessaging,
  type StoredMessaging,
} from '@ordertrace/messaging';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import { openDatabase, type Database } from './database.js';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './http/http-server.js';
import { idempotencyMigration } from './http/idempotency.js';
import { listen } from './http/listen.js';
import { addMessageRoute } from './http/message-route.js';
import { operatorGate } from './http/operator-access.js';
import { addOperatorRoutes, type MessageActs } from './http/operator-routes.js';
import { addOperations, type Checks } from './http/operations.js';
import { kitOutlet, type EventOutlet } from './orders/event-outlet.js';
import { TransitionRelay } from './orders/transition-relay.js';
import { transitionMigration } from './orders/transitions.js';
import { Lifecycle } from './lifecycle.js';
import type { ServiceConfig } from './service-config.js';

/** The parts of a service that its routes and message handlers use. */
export interface Service {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly database: Database;
  readonly messaging: Messaging;
  readonly http: HttpServer;
  /**
   * A transaction that may record stage changes and add messages to the outbox. Both are sent as soon as it
   * has committed.
   */
  change<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  /** Registers a part that stops with the service, before the parts that were registered earlier. */
  onStop(name: string, stop: () => Promise<unknown>): void;
}

export interface ServiceDefinition {
  readonly title: string;
  readonly description: string;
  readonly migrations: readonly Migration[];
  readonly contract: HttpServerOptions['contract'];
  /** The order that a request's URL names, without a look-up. */
  readonly orderFromRequest: (request: FastifyRequest) => OrderInStage | undefined;
  /** Adds routes, subscribes to queues, and returns further checks for `/readyz`. */
  readonly setUp: (service: Service) => Promise<Checks> | Checks;
  /** Output of order events. Default: the kit that runs in this process. */
  readonly events?: EventOutlet;
  /** Default: the kit's logger at the configured level. */
  readonly log?: Logger;
}

export interface RunningService {
  /** Base address. */
  readonly url: string;
  /**
   * Stops in the reverse order of the start: finishes running requests and messages, sends the outbox if that
   * is quick, and closes the database. Never rejects.
   */
  close(): Promise<void>;
}

const commonMigrations: readonly Migration[] = [
  ...outboxMigrations,
  inboxMigration,
  ...failedMessageMigrations,
  transitionMigration,
  idempotencyMigration,
];

/** Milliseconds for the outbox to send its messages when the service stops. */
const lastMessagesWithinMs = 1_500;

/**
 * Starts a service: database, messages, HTTP, in this order. If a part fails, the earlier ones are stopped.
 */
export async function startService(
  config: ServiceConfig,
  definition: ServiceDefinition,
): Promise<RunningService> {
  const log = definition.log ?? createLogger({ level: config.logLevel });
  const parts = new Lifecycle(log);
  try {
    const url = await startParts(config, definition, { log, parts });
    log.info({ url }, `${config.name} is ready`);
    return { url, close: () => parts.stop() };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function startParts(
  config: ServiceConfig,
  definition: ServiceDefinition,
  { log, parts }: { log: Logger; parts: Lifecycle },
): Promise<string> {
  const database = await openServiceDatabase(config, definition, log);
  parts.add('database', () => database.close());

  const { pool } = database;
  const opened = openStoredMessaging({ ...config.messaging, log, pool, http: config.messaging });
  const relays = startRelays({ database, log, opened, outlet: definition.events ?? kitOutlet });
  // The end of the transport interrupts slow publishing; the outbox then stores that the messages were not
  // sent.
  parts.add('outbox', () => relays.outbox.close());
  parts.add('messaging', () => opened.messaging.close());
  parts.add('transitions', () => relays.transitions.close());
  parts.add('last messages', () => Promise.race([relays.outbox.close(), timeOver(lastMessagesWithinMs)]));

  const http = await createHttpServer({ ...definition, log });
  parts.add('http', () => http.close());
  const service: Service = {
    config,
    log,
    database,
    messaging: opened.messaging,
    http,
    change: async (work) => {
      const result = await database.transaction(work);
      relays.outbox.wake();
      relays.transitions.wake();
      return result;
    },
    onStop: (name, stop) => parts.add(name, stop),
  };
  if (opened.receiver !== undefined) {
    addMessageRoute(http, opened.receiver);
    if (config.messaging.token === undefined)
      log.warn('messages are taken without a token, because HOST is loopback; set MESSAGING_TOKEN elsewhere');
  }
  addOperatorRoutes(http, messageActs(service, opened, relays.outbox), operatorGate(config));
  const checks = await definition.setUp(service);
  addOperations(http, {
    database: () => database.pool.query('SELECT 1'),
    messages: () => connected(opened.messaging),
    ...checks,
  });
  return listen(http, config);
}

function openServiceDatabase(config: ServiceConfig, definition: ServiceDefinition, log: Logger) {
  return openDatabase({
    url: config.databaseUrl,
    name: config.name,
    connections: config.databaseConnections,
    migrations: [...commonMigrations, ...definition.migrations],
    log,
  });
}

function messageActs(
  { database: { pool }, log }: Service,
  { deadLetters, system }: StoredMessaging,
  outbox: OutboxRelay,
): MessageActs {
  return {
    list: (query) => deadLetters.list(query),
    open: (key) => deadLetters.open(key),
    sendAgain: (key, by) => deadLetters.sendAgain(key, by),
    discard: (key, by) => deadLetters.discard(key, by),
    sent: (order) => listSentMessages(pool, order),
    sendSentAgain: async (messageId, by) => {
      const isSent = await sendMessageAgain({ pool, system, log }, messageId, by);
      outbox.wake();
      return isSent;
    },
  };
}

interface RelayContext {
  readonly database: Database;
  readonly log: Logger;
  readonly opened: OpenedMessaging;
  readonly outlet: EventOutlet;
}

function startRelays({ database: { pool }, log, opened: { messaging }, outlet }: RelayContext) {
  const outbox = new OutboxRelay({ pool, messaging, log });
  const transitions = new TransitionRelay({ pool, outlet, log });
  outbox.start();
  transitions.start();
  return { outbox, transitions };
}

function connected(messaging: Messaging): Promise<void> {
  const health = messaging.health();
  return health.ok ? Promise.resolve() : Promise.reject(new Error(health.reason));
}

function timeOver(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
