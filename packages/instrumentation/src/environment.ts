import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { attribute, coverages, urlRefusal } from '@ordertrace/conventions';
import {
  defaultConfig,
  defaultQueue,
  instrumentationNames,
  type InstrumentationConfig,
  type InstrumentationName,
  type QueueLimits,
} from './config.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable with an invalid value; `key` is the name of the variable. */
export class EnvironmentError extends Error {
  readonly code = 'BAD_ENVIRONMENT';
  readonly key: string;

  constructor(key: string, problem: string) {
    super(`${key}: ${problem}`);
    this.name = 'EnvironmentError';
    this.key = key;
  }
}

/**
 * The configuration from OpenTelemetry's standard variables and ours (`ORDERTRACE_…`). Returns `undefined` if
 * `OTEL_SDK_DISABLED` is true.
 *
 * Exporter addresses, headers, compression and certificates are checked here; the exporters read them.
 *
 * @throws EnvironmentError at the first invalid value
 */
export function configFromEnvironment(env: Environment): InstrumentationConfig | undefined {
  if (flag(env, 'OTEL_SDK_DISABLED', false)) return undefined;
  checkExporters(env);
  const resource = resourceAttributes(env);
  const sampler = samplerFrom(env);
  return {
    ...defaultConfig,
    applicationName: text(env, 'OTEL_SERVICE_NAME') ?? resource[attribute.serviceName] ?? 'unknown_service',
    environment: resource[attribute.environment] ?? resource[attribute.environmentOld] ?? '',
    resourceAttributes: resource,
    exportTraces: oneOf(env, 'OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp') === 'otlp',
    exportLogs: oneOf(env, 'OTEL_LOGS_EXPORTER', ['otlp', 'none'], 'otlp') === 'otlp',
    coverage: oneOf(env, 'ORDERTRACE_COVERAGE', coverages, 'full'),
    trustInboundOrder: flag(env, 'ORDERTRACE_TRUST_INBOUND_ORDER', true),
    messageSpans: oneOf(env, 'ORDERTRACE_MESSAGE_SPANS', ['parent', 'link'], 'parent'),
    privacy: { ...defaultConfig.privacy, allow: list(env, 'ORDERTRACE_PRIVACY_ALLOW') },
    scrubConsole: flag(env, 'ORDERTRACE_SCRUB_CONSOLE', true),
    spanQueue: queue(env, 'OTEL_BSP'),
    logQueue: queue(env, 'OTEL_BLRP'),
    instrumentations: instrumentations(env),
    ...(sampler && { sampler }),
  };
}

function text(env: Environment, key: string): string | undefined {
  const value = env[key]?.trim();
  return value === '' ? undefined : value;
}

function flag(env: Environment, key: string, otherwise: boolean): boolean {
  return oneOf(env, key, ['true', 'false'], String(otherwise)) === 'true';
}

function oneOf<T extends string>(env: Environment, key: string, values: readonly T[], otherwise: string): T {
  const value = (text(env, key) ?? otherwise).toLowerCase();
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) {
    throw new EnvironmentError(key, `"${value}" is none of ${values.join(', ')}.`);
  }
  return known;
}

function count(env: Environment, key: string, otherwise: number): number {
  const value = text(env, key);
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 2 ** 31 - 1) {
    throw new EnvironmentError(key, `"${value}" is no whole number from 1 to 2147483647.`);
  }
  return number;
}

function queue(env: Environment, prefix: 'OTEL_BSP' | 'OTEL_BLRP'): QueueLimits {
  const maxQueueSize = count(env, `${prefix}_MAX_QUEUE_SIZE`, defaultQueue.maxQueueSize);
  const batch = count(env, `${prefix}_MAX_EXPORT_BATCH_SIZE`, defaultQueue.maxExportBatchSize);
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(batch, maxQueueSize),
    scheduledDelayMs: count(env, `${prefix}_SCHEDULE_DELAY`, defaultQueue.scheduledDelayMs),
  };
}

function list(env: Environment, key: string): string[] {
  return (text(env, key) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Accepts unknown names of instrumentations: other kits use the same variable. */
function instrumentations(env: Environment): InstrumentationName[] {
  const enabled = list(env, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = list(env, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  return instrumentationNames.filter(
    (name) => (enabled.length === 0 || enabled.includes(name)) && !disabled.includes(name),
  );
}

function resourceAttributes(env: Environment): Record<string, string> {
  const key = 'OTEL_RESOURCE_ATTRIBUTES';
  const pairs = list(env, key).map((item): [string, string] => {
    const equals = item.indexOf('=');
    if (equals < 1) throw new EnvironmentError(key, `"${item}" is no name=value pair.`);
    return [item.slice(0, equals).trim(), percentDecoded(key, item.slice(equals + 1).trim())];
  });
  return Object.fromEntries(pairs);
}

function percentDecoded(key: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new EnvironmentError(key, `"${value}" is not percent-encoded properly (${String(cause)}).`);
  }
}

/** The sampler; `undefined` for the SDK's default. */
function samplerFrom(env: Environment): Sampler | undefined {
  const names = [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
  ] as const;
  const name = oneOf(env, 'OTEL_TRACES_SAMPLER', names, 'parentbased_always_on');
  if (name === 'parentbased_always_on') return undefined;
  const root = rootSampler(name.replace('parentbased_', ''), env);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, env: Environment): Sampler {
  if (name === 'always_on') return new AlwaysOnSampler();
  if (name === 'always_off') return new AlwaysOffSampler();
  const key = 'OTEL_TRACES_SAMPLER_ARG';
  const ratio = Number(text(env, key) ?? '1');
  if (!(ratio >= 0 && ratio <= 1)) throw new EnvironmentError(key, 'the ratio must be from 0 to 1.');
  return new TraceIdRatioBasedSampler(ratio);
}

function checkExporters(env: Environment): void {
  for (const signal of ['', 'TRACES_', 'LOGS_']) {
    const endpoint = `OTEL_EXPORTER_OTLP_${signal}ENDPOINT`;
    const address = text(env, endpoint);
    if (address !== undefined && !isHttpAddress(address)) {
      throw new EnvironmentError(endpoint, `"${address}" is no http or https address.`);
    }
    const protocol = `OTEL_EXPORTER_OTLP_${signal}PROTOCOL`;
    oneOf(env, protocol, ['http/protobuf'], 'http/protobuf');
  }
}

function isHttpAddress(text: string): boolean {
  return urlRefusal(text) === undefined && /^https?:$/.test(new URL(text).protocol);
}
