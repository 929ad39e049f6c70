import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import {
  BatchSpanProcessor,
  NoopSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Gate } from '@ordertrace/privacy';
import type { InstrumentationConfig, QueueLimits } from './config.js';
import { Outlet } from './outlet.js';
import { gatedLogs, gatedSpans } from './privacy.js';

/** The first back-off after a failed export. Milliseconds. */
const pauseMs = 1_000;

/** A processor and its outlet. The outlet is absent if this signal is not exported. */
export interface Pipeline<P> {
  readonly processor: P;
  readonly outlet: Pick<Outlet<unknown>, 'status' | 'close' | 'forceFlush'> | undefined;
}

type OnLoss = () => void;

export function createSpanPipeline(
  config: InstrumentationConfig,
  gate: Gate,
  onLoss: OnLoss,
): Pipeline<SpanProcessor> {
  if (!config.exportTraces || config.coverage === 'logs-only') {
    return { processor: new NoopSpanProcessor(), outlet: undefined };
  }
  const outlet = new Outlet<ReadableSpan>({
    exporter: new OTLPTraceExporter({
      ...(config.tracesUrl !== undefined && { url: config.tracesUrl }),
    }),
    ...outletLimits(config.spanQueue),
    onLoss,
  });
  const batches = new BatchSpanProcessor({ exporter: outlet, ...batchOptions(config.spanQueue) });
  return { processor: gatedSpans(gate, admittingSpans(outlet, batches)), outlet };
}

/** @param delayMs overrides how long a record may wait in a batch */
export function createLogPipeline(
  config: InstrumentationConfig,
  gate: Gate,
  onLoss: OnLoss,
  delayMs = config.logQueue.scheduledDelayMs,
): Pipeline<LogRecordProcessor> {
  if (!config.exportLogs) return { processor: discardingLogs, outlet: undefined };
  const outlet = new Outlet<ReadableLogRecord>({
    exporter: new OTLPLogExporter({ ...(config.logsUrl !== undefined && { url: config.logsUrl }) }),
    ...outletLimits(config.logQueue),
    onLoss,
  });
  const batches = new BatchLogRecordProcessor({
    exporter: outlet,
    ...batchOptions({ ...config.logQueue, scheduledDelayMs: delayMs }),
  });
  return { processor: gatedLogs(gate, admittingLogs(outlet, batches)), outlet };
}

function batchOptions(limits: QueueLimits) {
  return {
    maxQueueSize: limits.maxQueueSize,
    maxExportBatchSize: Math.min(limits.maxExportBatchSize, limits.maxQueueSize),
    scheduledDelayMillis: limits.scheduledDelayMs,
  };
}

function outletLimits(limits: QueueLimits) {
  return { maxWaiting: limits.maxQueueSize, maxBatch: limits.maxExportBatchSize, pauseMs };
}

function admittingSpans(outlet: Outlet<ReadableSpan>, next: SpanProcessor): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & 1) === 1 && outlet.admit()) next.onEnd(span);
    },
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  };
}

function admittingLogs(outlet: Outlet<ReadableLogRecord>, next: LogRecordProcessor): LogRecordProcessor {
  return {
    onEmit: (record, context) => {
      if (outlet.admit()) next.onEmit(record, context);
    },
    forceFlush: (options) => next.forceFlush(options),
    shutdown: () => next.shutdown(),
  };
}

const discardingLogs: LogRecordProcessor = {
  onEmit: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
