import { join, resolve } from 'node:path';
import { urlRefusal } from '@ordertrace/conventions';
import { readAccessConfig, refuseOpenDoors, type AccessConfig } from './access/access-config.js';
import { ConfigError, type Environment } from './config-error.js';

export { ConfigError } from './config-error.js';

export interface ServerConfig {
  /** The address of console and API. */
  readonly host: string;
  /** The address of the OTLP receivers. */
  readonly otlpHost: string;
  readonly httpPort: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  /** The folder of all data; created if missing. */
  readonly dataFolder: string;
  readonly store: 'duckdb' | 'memory';
  /** Recent telemetry, in MiB, that is held in memory until it becomes a file sorted by order. */
  readonly runMiB: number;
  /** Most telemetry, in MiB, that is received but not yet stored; more is refused until there is space. */
  readonly receiveMiB: number;
  /** Requests that may be decoded or stored at once; more are refused, with a retry delay. */
  readonly receiveRequests: number;
  /** Most attributes of a record, and most events and links of a span; more are left out and counted. */
  readonly recordItems: number;
  /** The largest file to import, in MiB. */
  readonly importMiB: number;
  /** The shortest silence of a service, in milliseconds, that is distinguished from a lost order. */
  readonly silentAfterMs: number;
  /** Flow files and folders of them, separated by commas; absent for the shipped one. */
  readonly flowFiles: string | undefined;
  /** A privacy policy file; absent for the default policy. */
  readonly privacyPolicyFile: string | undefined;
  /** The key for pseudonyms of IDs that are personal data; created if missing. */
  readonly privacyKeyFile: string;
  /** The console's link to a trace in Jaeger: an address with `{trace_id}`. */
  readonly jaegerLink: string | undefined;
  /** The console's link to an order's log lines in Kibana: an address with `{order_id}`. */
  readonly kibanaLink: string | undefined;
  /** An alerts file; absent if nobody is notified of problems. */
  readonly alertsFile: string | undefined;
  /** The file of forwarding targets; absent if nothing is forwarded. */
  readonly forwardFile: string | undefined;
  /** The key of partners' links and webhooks; created if missing. */
  readonly partnerKeyFile: string;
  /** Hosts in the own network that webhooks may use, by plain http too. */
  readonly webhookHosts: ReadonlySet<string>;
  readonly logLevel: string;
  readonly access: AccessConfig;
}

const stores = ['duckdb', 'memory'] as const;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** @throws ConfigError for the first invalid value */
export function readConfig(env: Environment): ServerConfig {
  const host = text(env, 'ORDERTRACE_HOST', '127.0.0.1');
  const otlpHost = text(env, 'ORDERTRACE_OTLP_HOST', host);
  const access = readAccessConfig(env);
  refuseOpenDoors({ api: host, otlp: otlpHost }, access);
  const dataFolder = resolve(text(env, 'ORDERTRACE_DATA', './data'));
  return {
    host,
    otlpHost,
    access,
    httpPort: port(env, 'ORDERTRACE_HTTP_PORT', 7070),
    otlpHttpPort: port(env, 'ORDERTRACE_OTLP_HTTP_PORT', 4318),
    otlpGrpcPort: port(env, 'ORDERTRACE_OTLP_GRPC_PORT', 4317),
    dataFolder,
    privacyKeyFile: resolve(text(env, 'ORDERTRACE_PRIVACY_KEY_FILE', join(dataFolder, 'privacy.key'))),
    partnerKeyFile: resolve(text(env, 'ORDERTRACE_PARTNER_KEY_FILE', join(dataFolder, 'partner.key'))),
    store: choice({ env, key: 'ORDERTRACE_STORE', choices: stores, fallback: 'duckdb' }),
    receiveRequests: whole({
      env,
      key: 'ORDERTRACE_RECEIVE_REQUESTS',
      fallback: 256,
      least: 1,
      most: 100_000,
    }),
    receiveMiB: whole({ env, key: 'ORDERTRACE_RECEIVE_MIB', fallback: 256, least: 64, most: 4096 }),
    recordItems: whole({ env, key: 'ORDERTRACE_RECORD_ITEMS', fallback: 1024, least: 128, most: 10_000 }),
    importMiB: whole({ env, key: 'ORDERTRACE_IMPORT_MIB', fallback: 1024, least: 1, most: 65_536 }),
    runMiB: whole({ env, key: 'ORDERTRACE_RUN_MIB', fallback: 64, least: 1, most: 1024 }),
    silentAfterMs:
      1000 * whole({ env, key: 'ORDERTRACE_SILENT_AFTER_SECONDS', fallback: 180, least: 3, most: 86_400 }),
    flowFiles: env['ORDERTRACE_FLOW'] === '' ? undefined : env['ORDERTRACE_FLOW'],
    privacyPolicyFile: env['ORDERTRACE_PRIVACY_POLICY'] === '' ? undefined : env['ORDERTRACE_PRIVACY_POLICY'],
    jaegerLink: link(env, 'ORDERTRACE_JAEGER_LINK', '{trace_id}'),
    kibanaLink: link(env, 'ORDERTRACE_KIBANA_LINK', '{order_id}'),
    alertsFile: env['ORDERTRACE_ALERTS'] === '' ? undefined : env['ORDERTRACE_ALERTS'],
    forwardFile: env['ORDERTRACE_FORWARD'] === '' ? undefined : env['ORDERTRACE_FORWARD'],
    webhookHosts: hosts(env, 'ORDERTRACE_WEBHOOK_HOSTS'),
    logLevel: choice({ env, key: 'ORDERTRACE_LOG_LEVEL', choices: logLevels, fallback: 'info' }),
  };
}

function text(env: Environment, key: string, fallback: string): string {
  const value = env[key];
  return value === undefined || value === '' ? fallback : value;
}

function link(env: Environment, key: string, place: string): string | undefined {
  const value = text(env, key, '');
  if (value === '') return undefined;
  const refusal = value.startsWith('/') ? undefined : urlRefusal(value.replaceAll(place, '0'));
  if (/^(https?:\/\/|\/(?!\/))/.test(value) && value.includes(place)) {
    if (refusal === undefined) return value;
    throw new ConfigError(key, `"${value}" can't be used: ${refusal}.`);
  }
  throw new ConfigError(
    key,
    `"${value}" can't be used. Give an address that begins with https://, http:// or / and has ${place} in it.`,
  );
}

function hosts(env: Environment, key: string): ReadonlySet<string> {
  const named = text(env, key, '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  for (const host of named)
    if (urlRefusal(`http://${host}`) !== undefined || new URL(`http://${host}`).host !== host)
      throw new ConfigError(key, `"${host}" is no host. Give names or addresses, with a port where needed.`);
  return new Set(named);
}

function port(env: Environment, key: string, fallback: number): number {
  const value = text(env, key, String(fallback));
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new ConfigError(key, `"${value}" is no port. Give a whole number from 0 (any free port) to 65535.`);
  }
  return number;
}

function whole(setting: {
  env: Environment;
  key: string;
  fallback: number;
  least: number;
  most: number;
}): number {
  const { key, least, most } = setting;
  const value = text(setting.env, key, String(setting.fallback));
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new ConfigError(key, `"${value}" can't be used. Give a whole number from ${least} to ${most}.`);
  return number;
}

function choice<T extends string>(setting: {
  env: Environment;
  key: string;
  choices: readonly T[];
  fallback: T;
}): T {
  const value = text(setting.env, setting.key, setting.fallback);
  const found = setting.choices.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new ConfigError(setting.key, `"${value}" is not known. Give one of ${setting.choices.join(', ')}.`);
  }
  return found;
}
