import {
  flowsOf,
  nanosFromMillis,
  type Flow,
  type LogRecord,
  type OrderRef,
  type OrderState,
  type ProblemState,
  type Span,
} from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces, scrubWith } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import { foldContext, type FoldContext } from '../../apps/server/src/fold/fold-context.js';
import { FoldStep } from '../../apps/server/src/fold/fold-step.js';
import { learningEvents, learningOf } from '../../apps/server/src/fold/learn-events.js';
import { ServiceSigns } from '../../apps/server/src/fold/service-signs.js';
import { UnnamedReceivers } from '../../apps/server/src/fold/unnamed-receivers.js';
import { ProblemDesk } from '../../apps/server/src/problems/problem-desk.js';
import { observing, storeEnvelope } from '../../apps/server/src/receive/index.js';

/** OTLP/JSON requests as one case file holds them. */
export interface CaseRequests {
  readonly traces?: unknown;
  readonly logs?: unknown;
}

/** What one exporter sends at once. */
export interface Telemetry {
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
}

/** Times in case files count from here. */
export const recordedAtMs = Date.UTC(2026, 0, 15, 12);
const timeFields = new Set(['timeUnixNano', 'observedTimeUnixNano', 'startTimeUnixNano', 'endTimeUnixNano']);

/** The requests of a case file, with its times moved to `nowMs`; `{{T+60}}` becomes a time 60 seconds after it. */
export function caseRequests(text: string, nowMs: number): CaseRequests {
  const shift = BigInt(nowMs - recordedAtMs) * 1_000_000n;
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (timeFields.has(key) && value !== '0') return String(BigInt(value) + shift);
    const after = /^\{\{T([+-]\d+)\}\}$/.exec(value);
    return after ? new Date(nowMs + Number(after[1]) * 1000).toISOString() : value;
  }) as CaseRequests;
}

/**
 * The server's way from OTLP to a verdict in one process, with a clock that the test moves: gate, decoder, events,
 * store, fold and watch are the real ones; only the network and the waiting are left out.
 *
 * @example
 * const judge = new TelemetryJudge({ flows: [flow], nowMs: recordedAtMs });
 * await judge.send(caseRequests(seed, recordedAtMs));
 * await judge.moveTo(recordedAtMs + 40_000);
 * (await judge.order({ tenantId: 'retail', orderId: 'a1' }))?.diagnosis?.code;
 */
export class TelemetryJudge {
  readonly store: Store;
  readonly #context: FoldContext;
  readonly #signs = new ServiceSigns();
  readonly #step: FoldStep;
  readonly #append: Store['append'];
  readonly #scrub: ReturnType<typeof scrubWith>;
  #nowMs: number;
  #position: Position;

  constructor(options: { readonly flows: readonly Flow[]; readonly nowMs: number; readonly store?: Store }) {
    const { flows, nowMs, store = createMemoryStore() } = options;
    const allow = flows.flatMap((flow) => flow.itemKeys ?? []);
    this.#scrub = scrubWith(createGate({ ...defaultPolicy, allow }));
    this.#nowMs = nowMs;
    this.store = store;
    this.#position = store.positions.start;
    const unnamed = new UnnamedReceivers();
    const now = () => nanosFromMillis(this.#nowMs);
    const desk = new ProblemDesk({ store, now });
    this.#context = foldContext({ store, flows: flowsOf(flows), now, unnamed, desk });
    this.#step = new FoldStep({ context: this.#context, signs: this.#signs, clock: () => this.#nowMs });
    const steps = [
      observing((envelope) => unnamed.saw(envelope)),
      learningEvents(() => learningOf(this.#context.flows)),
      observing(({ batch }) => this.#signs.sawBatch(batch, now())),
    ];
    this.#append = (batch) => storeEnvelope({ batch }, steps, store);
  }

  /** Takes requests in as they arrive at the clock's time. */
  async send({ traces, logs }: CaseRequests): Promise<void> {
    const options = this.#decodeOptions();
    const bytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
    if (traces !== undefined) await this.#append(decodeTraces(bytes(traces), 'json', options).batch);
    if (logs !== undefined) await this.#append(decodeLogs(bytes(logs), 'json', options).batch);
  }

  /** Takes spans and log records in as they arrive at the clock's time. */
  async receive({ spans, logs }: Telemetry): Promise<void> {
    const options = this.#decodeOptions();
    if (spans.length > 0)
      await this.#append(decodeTraces(encodeTraces([...spans]), 'protobuf', options).batch);
    if (logs.length > 0) await this.#append(decodeLogs(encodeLogs([...logs]), 'protobuf', options).batch);
  }

  #decodeOptions() {
    return { receivedNanos: nanosFromMillis(this.#nowMs), scrub: this.#scrub };
  }

  /** Moves the clock, then folds and looks until nothing is due. */
  async moveTo(nowMs: number): Promise<void> {
    this.#nowMs = nowMs;
    for (let looks = 0, more = true; more || looks < 4; looks++) {
      const folded = await this.#step.run(this.#position);
      this.#position = folded.position;
      more = folded.moreDue || folded.more;
    }
  }

  order(ref: OrderRef): Promise<OrderState | undefined> {
    return this.store.order(ref);
  }

  /** The order's problems, those that were resolved included. */
  problems(ref: OrderRef): Promise<readonly ProblemState[]> {
    return this.store.problemsOfOrders([ref]);
  }
}
