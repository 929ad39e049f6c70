import { spanKinds, spanStatuses, type SpanColumns, type TelemetryBatch } from '@ordertrace/model';
import { traceIdText } from '@ordertrace/store';
import { BoundedLabel } from './bounded-label.js';
import { Counter, Histogram, type Registry } from 'prom-client';

const servicesAtMost = 50;
/** Operations of one service. */
const operationsAtMost = 60;

const bucketSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800];

/** Least interval of new exemplars of an operation. */
const exemplarEveryMs = 1000;

const labelNames = ['application_name', 'kind', 'operation'] as const;
type Labels = Record<(typeof labelNames)[number], string>;

const server = spanKinds.indexOf('server');
const consumer = spanKinds.indexOf('consumer');
const failed = spanStatuses.indexOf('error');

interface Service {
  readonly name: string;
  readonly names: BoundedLabel;
  readonly operations: Map<string, Operation>;
}

interface Operation {
  readonly labels: Labels;
  readonly observe: (seconds: number) => void;
  readonly fail: () => void;
  exemplarAtMs: number;
}

/**
 * Rate, errors and duration of handled requests and consumed messages, by service and operation, from their
 * spans. Pass each batch before it is stored. Repeats are counted again.
 */
export class CallMetrics {
  readonly #durations: Histogram<(typeof labelNames)[number] | 'trace_id'>;
  readonly #errors: Counter<(typeof labelNames)[number]>;
  readonly #serviceNames = new BoundedLabel(servicesAtMost);
  readonly #services = new Map<string, Service>();
  readonly #clock: () => number;

  constructor(registry: Registry, clock: () => number = () => performance.now()) {
    this.#clock = clock;
    const registers = [registry];
    this.#durations = new Histogram({
      name: 'ordertrace_call_duration_seconds',
      help: 'Requests handled and messages consumed, by their spans',
      labelNames,
      buckets: bucketSeconds,
      enableExemplars: true,
      registers,
    });
    this.#errors = new Counter({
      name: 'ordertrace_call_errors_total',
      help: 'Requests and messages whose span ended in an error',
      labelNames,
      registers,
    });
  }

  saw({ spans, texts }: TelemetryBatch): void {
    const nowMs = this.#clock();
    for (let row = 0; row < spans.length; row++) {
      const kind = spans.kind[row];
      if (kind !== server && kind !== consumer) continue;
      const service = texts[spans.service[row] ?? 0] ?? '';
      const name = texts[spans.name[row] ?? 0] ?? '';
      const operation = this.#operation(service, kind === server ? 'server' : 'consumer', name);
      const seconds = Number(spans.durationNanos[row]) / 1e9;
      if (nowMs - operation.exemplarAtMs < exemplarEveryMs) operation.observe(seconds);
      else this.#observeWithExemplar(operation, seconds, traceIdOf(spans, row), nowMs);
      if (spans.status[row] === failed) operation.fail();
    }
  }

  /** Drops the names of services and operations; their metrics begin at zero. */
  forget(): void {
    this.#services.clear();
    this.#serviceNames.clear();
    this.#durations.reset();
    this.#errors.reset();
  }

  #observeWithExemplar(operation: Operation, value: number, traceId: string, nowMs: number): void {
    operation.exemplarAtMs = nowMs;
    this.#durations.observe({
      labels: operation.labels,
      value,
      exemplarLabels: { trace_id: traceId },
    });
  }

  #operation(serviceName: string, kind: 'server' | 'consumer', name: string): Operation {
    const service = this.#services.get(serviceName) ?? this.#addService(this.#serviceNames.of(serviceName));
    const known = service.operations.get(`${kind} ${name}`);
    if (known !== undefined) return known;
    const operation = service.names.of(name);
    const key = `${kind} ${operation}`;
    const added =
      service.operations.get(key) ?? this.#addOperation({ application_name: service.name, kind, operation });
    service.operations.set(key, added);
    return added;
  }

  #addService(name: string): Service {
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const added = {
      name,
      names: new BoundedLabel(operationsAtMost),
      operations: new Map<string, Operation>(),
    };
    this.#services.set(name, added);
    return added;
  }

  #addOperation(labels: Labels): Operation {
    const durations = this.#durations.labels(labels);
    const errors = this.#errors.labels(labels);
    // A counter that starts at one shows no increase, so it starts at zero.
    errors.inc(0);
    return {
      labels,
      observe: (seconds) => {
        durations.observe(seconds);
      },
      fail: () => {
        errors.inc();
      },
      exemplarAtMs: -Infinity,
    };
  }
}

function traceIdOf(spans: SpanColumns, row: number): string {
  return traceIdText(spans.traceIdHigh[row] ?? 0n, spans.traceIdLow[row] ?? 0n);
}
