import { urlRefusal, isLoopback } from '@ordertrace/conventions';
import { queues } from '@ordertrace/messaging';
import {
  ConfigError,
  namedTokens,
  oneOf,
  optionalSecret,
  pairs,
  requiredText,
  text,
  wholeNumber,
  type Environment,
  type NamedToken,
} from './config.js';

/** Configuration that all services have. */
export interface ServiceConfig {
  /** `shop-api`; also the name in log lines, messages and database connections. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** Largest number of database connections. */
  readonly databaseConnections: number;
  readonly messaging: MessagingConfig;
  readonly models: ModelsConfig;
  readonly logLevel: LogLevel;
  /** Operators with their tokens. Without any, only a service on a loopback address takes operators' calls. */
  readonly operators: readonly NamedToken[];
}

export interface MessagingConfig {
  /** URL of RabbitMQ. Default: HTTP push. */
  readonly url?: string;
  /** For HTTP push: for each queue, the base address of the service that reads it. */
  readonly routes: Readonly<Record<string, string>>;
  /** For HTTP push: the services' shared secret. It may be absent only on a loopback address. */
  readonly token?: string;
}

export interface ModelsConfig {
  /** `file:///folder` or `s3://bucket`. */
  readonly url: string;
  /** For S3. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const logLevels = ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const defaultRoutes: Readonly<Record<string, string>> = {
  [queues.shopOrders]: 'http://127.0.0.1:7101',
  [queues.mesOrders]: 'http://127.0.0.1:7102',
  [queues.mesCalculations]: 'http://127.0.0.1:7102',
  [queues.calculationRequests]: 'http://127.0.0.1:7103',
};

/** Reads the configuration that all services share. Throws `ConfigError` at the first invalid value. */
export function readServiceConfig(env: Environment, service: { name: string; port: number }): ServiceConfig {
  const host = text(env, 'HOST', '127.0.0.1');
  return {
    name: service.name,
    host,
    port: wholeNumber(env, 'PORT', { otherwise: service.port, min: 0, max: 65_535 }),
    databaseUrl: databaseUrl(env),
    databaseConnections: wholeNumber(env, 'DATABASE_CONNECTIONS', { otherwise: 10, min: 2, max: 500 }),
    messaging: messagingConfig(env, host),
    models: modelsConfig(env),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels),
    operators: operatorsOf(env, 'OPERATOR_TOKENS'),
  };
}

/** The names stand in the journeys of orders. */
function operatorsOf(env: Environment, key: string): readonly NamedToken[] {
  const operators = namedTokens(env, key);
  for (const { name } of operators) {
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) {
      throw new ConfigError(key, `"${name}" is no operator's name: small letters, digits, - and _`);
    }
  }
  return operators;
}

function databaseUrl(env: Environment): string {
  const url = optionalSecret(env, 'DATABASE_URL');
  if (url === undefined) {
    throw new ConfigError(
      'DATABASE_URL',
      'is needed, for example postgres://user:password@host:5432/database',
    );
  }
  if (!/^postgres(ql)?:\/\//.test(url) || urlRefusal(url) !== undefined) {
    throw new ConfigError('DATABASE_URL', 'begins with postgres:// and names host and database');
  }
  return url;
}

function messagingConfig(env: Environment, host: string): MessagingConfig {
  const url = optionalSecret(env, 'MESSAGING_URL');
  if (url !== undefined && !(/^amqps?:\/\//.test(url) && urlRefusal(url) === undefined)) {
    throw new ConfigError('MESSAGING_URL', 'begins with amqp:// or amqps://; leave it out for HTTP push');
  }
  const token = optionalSecret(env, 'MESSAGING_TOKEN');
  if (url === undefined && token === undefined && !isLoopback(host)) {
    const remedy = 'set the same secret in all services, or use RabbitMQ (MESSAGING_URL)';
    throw new ConfigError('MESSAGING_TOKEN', `is needed for HTTP push on ${host}; ${remedy}`);
  }
  return {
    ...(url !== undefined && { url }),
    routes: { ...defaultRoutes, ...Object.fromEntries(pairs(env, 'PEERS').map(route)) },
    ...(token !== undefined && { token }),
  };
}

function route([queue, address]: readonly [string, string]): readonly [string, string] {
  if (!/^https?:\/\//.test(address) || urlRefusal(address) !== undefined) {
    throw new ConfigError('PEERS', `the address for ${queue} begins with http:// or https://`);
  }
  return [queue, address];
}

function modelsConfig(env: Environment): ModelsConfig {
  const url = requiredText(env, 'MODELS_URL', 'file:///var/lib/ordertrace/models');
  const accessKeyId = optionalSecret(env, 'AWS_ACCESS_KEY_ID');
  const secretAccessKey = optionalSecret(env, 'AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return { url };
  return { url, credentials: { accessKeyId, secretAccessKey } };
}
