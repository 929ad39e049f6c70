import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Coverage } from '@ordertrace/conventions';
import { defaultPolicy, type Policy } from '@ordertrace/privacy';

/** Limits of one queue on the way to the collector. */
export interface QueueLimits {
  /** Records that may wait; more are dropped and counted. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  /** Milliseconds between two exports. */
  readonly scheduledDelayMs: number;
}

export interface InstrumentationConfig {
  /** `service.name`. */
  readonly applicationName: string;
  /** `deployment.environment.name`; empty where nobody said. */
  readonly environment: string;
  /** Further resource attributes. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Whole addresses to export to; left out, the exporters' standard variables and defaults apply. */
  readonly tracesUrl?: string;
  readonly logsUrl?: string;
  /** False exports none of that kind. */
  readonly exportTraces: boolean;
  readonly exportLogs: boolean;
  readonly coverage: Coverage;
  /**
   * Whether orders named in the baggage of incoming HTTP requests are believed. Turn it off where requests
   * come from outside of the company's network. Carriers and brokers' messages are always believed.
   */
  readonly trustInboundOrder: boolean;
  /** How the AMQP instrumentation joins a message's handling to its sending: as its child, or by a link. */
  readonly messageSpans: 'parent' | 'link';
  /** What may leave the process; everything is scrubbed by it before it is queued. */
  readonly privacy: Policy;
  /**
   * Makes pseudonyms of ids that are personal data; the server has the same. Without it such ids are not sent, and
   * their orders show without them.
   */
  readonly pseudonymKey?: Uint8Array;
  /** Whether what the process writes by `console` is scrubbed too. */
  readonly scrubConsole: boolean;
  readonly sampler?: Sampler;
  readonly spanQueue: QueueLimits;
  readonly logQueue: QueueLimits;
  /** Which instrumentations run. */
  readonly instrumentations: readonly InstrumentationName[];
  /** Incoming requests to these paths get no span: probes and metrics. */
  readonly ignoredPaths: readonly string[];
}

export const instrumentationNames = ['http', 'undici', 'pg', 'amqplib', 'pino'] as const;
export type InstrumentationName = (typeof instrumentationNames)[number];

export const defaultQueue: QueueLimits = {
  maxQueueSize: 4096,
  maxExportBatchSize: 512,
  scheduledDelayMs: 1_000,
};

/** What applies where nothing else is said; the name is the caller's to give. */
export const defaultConfig: Omit<InstrumentationConfig, 'applicationName'> = {
  environment: '',
  resourceAttributes: {},
  exportTraces: true,
  exportLogs: true,
  coverage: 'full',
  trustInboundOrder: true,
  messageSpans: 'parent',
  privacy: defaultPolicy,
  scrubConsole: true,
  spanQueue: defaultQueue,
  logQueue: defaultQueue,
  instrumentations: instrumentationNames,
  ignoredPaths: ['/healthz', '/readyz', '/livez', '/metrics'],
};
