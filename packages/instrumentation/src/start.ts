import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { defaultResource, resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { attribute } from '@ordertrace/conventions';
import { createGate, type Gate } from '@ordertrace/privacy';
import type { InstrumentationConfig } from './config.js';
import type { InstrumentationStatus } from './instrumentation-status.js';
import { scrubConsole } from './console-lines.js';
import { createInstrumentations } from './instrumentations.js';
import { OrderLogProcessor } from './order-log-processor.js';
import { orderPropagator } from './order-propagator.js';
import { OrderSpanProcessor } from './order-span-processor.js';
import type { OutletStatus } from './outlet.js';
import { createDiagLogger, createLossWarning } from './own-log.js';
import { createLogPipeline, createSpanPipeline, type Pipeline } from './pipelines.js';
import { setRunning } from './running.js';

export interface Instrumentation {
  readonly status: () => InstrumentationStatus;
  /** Flushes the queues. Resolves when they are empty, or after `withinMs` (2 s). Never rejects. */
  readonly flush: (withinMs?: number) => Promise<void>;
  /** Flushes the queues and stops the kit. Resolves after `withinMs` (2 s) at the latest. Never rejects. */
  readonly shutdown: (withinMs?: number) => Promise<void>;
}

/** How long an order event may wait in a batch. Milliseconds. */
const eventDelayMs = 100;
const stopWithinMs = 2_000;

interface Flushable {
  forceFlush(): Promise<void>;
}

let started: Instrumentation | undefined;

/**
 * Starts OpenTelemetry in this process: traces, logs, context across `await`, propagation, and the
 * instrumentation of libraries that are imported later. A second call in a process throws.
 */
export function startInstrumentation(config: InstrumentationConfig): Instrumentation {
  if (started !== undefined) throw new Error('The instrumentation kit runs already in this process.');
  diag.setLogger(createDiagLogger(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const onLoss = createLossWarning(() => started?.status());
  const gate = createGate(config.privacy, {
    ...(config.pseudonymKey !== undefined && { pseudonymKey: config.pseudonymKey }),
  });
  const restoreConsole = config.scrubConsole ? scrubConsole(gate) : undefined;
  const pipelines: Pipelines = {
    spans: createSpanPipeline(config, gate, onLoss),
    lines: createLogPipeline(config, gate, onLoss),
    events: createLogPipeline(config, gate, onLoss, eventDelayMs),
  };
  const orderSpans = createOrderSpans(config, pipelines);
  const providers = createProviders(config, { orderSpans, pipelines, gate });
  const stopInstrumenting = install(config, providers);

  let isOpen = true;
  setRunning({
    gate,
    applicationName: config.applicationName,
    environment: config.environment,
    isOpen: () => isOpen,
    willExport: (span) => isOpen && orderSpans.willExport(span),
    sendEvents: () => void pipelines.events.processor.forceFlush().catch(ignore),
  });
  started = controls(pipelines, async () => {
    isOpen = false;
    stopInstrumenting();
    restoreConsole?.();
    await Promise.allSettled([providers.tracerProvider.shutdown(), providers.loggerProvider.shutdown()]);
  });
  return started;
}

interface Pipelines {
  readonly spans: Pipeline<SpanProcessor>;
  readonly lines: Pipeline<LogRecordProcessor>;
  /** Order events have their own queue, so that many log lines can't delay or displace them. */
  readonly events: Pipeline<LogRecordProcessor>;
}

interface Providers {
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
}

function createOrderSpans(config: InstrumentationConfig, { spans }: Pipelines): OrderSpanProcessor {
  const { applicationName, environment, exportTraces, coverage } = config;
  return new OrderSpanProcessor({
    applicationName,
    environment,
    coverage: exportTraces ? coverage : 'logs-only',
    next: spans.processor,
  });
}

function createProviders(
  config: InstrumentationConfig,
  { orderSpans, pipelines, gate }: { orderSpans: OrderSpanProcessor; pipelines: Pipelines; gate: Gate },
): Providers {
  const { lines, events } = pipelines;
  const { applicationName, environment, sampler } = config;
  const resource = resourceOf(config, gate);
  const orderLogs = new OrderLogProcessor({
    applicationName,
    environment,
    lines: lines.processor,
    events: events.processor,
  });
  return {
    tracerProvider: new TracerProvider({
      resource,
      spanProcessors: [orderSpans],
      ...(sampler && { sampler }),
    }),
    loggerProvider: new LoggerProvider({ resource, processors: [orderLogs] }),
  };
}

/** Registers the providers for the whole process. Returns a function that disables the instrumentations. */
function install(config: InstrumentationConfig, providers: Providers): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(orderPropagator);
  trace.setGlobalTracerProvider(providers.tracerProvider);
  logs.setGlobalLoggerProvider(providers.loggerProvider);
  return registerInstrumentations({ instrumentations: createInstrumentations(config), ...providers });
}

function controls({ spans, lines, events }: Pipelines, stop: () => Promise<void>): Instrumentation {
  const flush = () => Promise.all([spans, lines, events].map(flushPipeline));
  return {
    status: () => ({ spans: statusOf(spans), logLines: statusOf(lines), orderEvents: statusOf(events) }),
    flush: (withinMs = stopWithinMs) => within(withinMs, flush()),
    shutdown: (withinMs = stopWithinMs) => within(withinMs, stop()),
  };
}

function resourceOf(config: InstrumentationConfig, gate: Gate): Resource {
  const named = {
    ...config.resourceAttributes,
    [attribute.serviceName]: config.applicationName,
    ...(config.environment !== '' && { [attribute.environment]: config.environment }),
  };
  gate.scrubAttributes('resource.attribute', named);
  return defaultResource().merge(resourceFromAttributes(named));
}

const nothing: OutletStatus = { sent: 0, dropped: 0, refused: 0, waiting: 0, lastError: '' };

function statusOf(pipeline: Pipeline<unknown>): OutletStatus {
  return pipeline.outlet?.status() ?? nothing;
}

async function flushPipeline({ processor, outlet }: Pipeline<Flushable>): Promise<void> {
  await processor.forceFlush();
  await outlet?.forceFlush();
}

/** Resolves when `work` settles or the time expires, whichever comes first. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(ignore), timeOver]);
  clearTimeout(timer);
}

function ignore(): void {
  // Lost telemetry is counted where it is lost.
}

/** The kit that runs in this process; `undefined` before it starts. */
export function startedInstrumentation(): Instrumentation | undefined {
  return started;
}
