import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Coverage } from '@ordertrace/conventions';
import { defaultPolicy, type Policy } from '@ordertrace/privacy';

/** Limits of one export queue to the collector. */
export interface QueueLimits {
  /** Most records in the queue. Further records are dropped and counted. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  /** Milliseconds between two exports. */
  readonly scheduledDelayMs: number;
}

export interface InstrumentationConfig {
  /** `service.name`. */
  readonly applicationName: string;
  /** `deployment.environment.name`; empty where it is not configured. */
  readonly environment: string;
  /** Further resource attributes. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Full URLs of the exports. If left out, the standard variables and defaults of the exporters apply. */
  readonly tracesUrl?: string;
  readonly logsUrl?: string;
  /** False turns off the export of this signal. */
  readonly exportTraces: boolean;
  readonly exportLogs: boolean;
  readonly coverage: Coverage;
  /**
   * Whether the service trusts orders in the baggage of incoming HTTP requests. Turn it off for requests from
   * outside the company's network. Carriers and messages from brokers are always trusted.
   */
  readonly trustInboundOrder: boolean;
  /** How a consumer span relates to its producer span in AMQP: as a child, or by a link. */
  readonly messageSpans: 'parent' | 'link';
  /** The privacy policy. Every record is scrubbed before it enters a queue. */
  readonly privacy: Policy;
  /**
   * The key for pseudonyms of IDs that are personal data; use the key of the server. Without it such IDs are
   * removed, and their orders appear without them.
   */
  readonly pseudonymKey?: Uint8Array;
  /** Whether output of the process through `console` is scrubbed too. */
  readonly scrubConsole: boolean;
  readonly sampler?: Sampler;
  readonly spanQueue: QueueLimits;
  readonly logQueue: QueueLimits;
  /** The instrumentations to start. */
  readonly instrumentations: readonly InstrumentationName[];
  /** Paths whose incoming requests get no span, such as probes and metrics. */
  readonly ignoredPaths: readonly string[];
}

export const instrumentationNames = ['http', 'undici', 'pg', 'amqplib', 'pino'] as const;
export type InstrumentationName = (typeof instrumentationNames)[number];

export const defaultQueue: QueueLimits = {
  maxQueueSize: 4096,
  maxExportBatchSize: 512,
  scheduledDelayMs: 1_000,
};

/** The defaults. The application name has none: the caller sets it. */
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
