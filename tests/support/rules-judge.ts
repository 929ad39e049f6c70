import { createHash } from 'node:crypto';
import {
  foldOrder,
  foldProblem,
  errorTextOf,
  expectedProblemId,
  heardNext,
  hopSpanOf,
  inOneForm,
  isSideProblem,
  orderKnowledge,
  ReceiptLedger,
  receiptObservations,
  reconcileProblem,
  reconcileSideProblems,
  orderRefText,
  sideLossesOf,
  type EpochNanos,
  type Fact,
  type Flow,
  type HexHash,
  type LogSign,
  type OrderEvent,
  type OrderKnowledge,
  type OrderRef,
  type OrderState,
  type ProblemState,
  type SideLoss,
  type TelemetryProgress,
} from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces, logOf, spanOf } from '@ordertrace/otlp';
import { createMemoryStore, type OrderRecords, type StoredLog } from '@ordertrace/store';
import type { Telemetry } from './telemetry-judge.js';

const hash: HexHash = (text, digits) => createHash('sha256').update(text).digest('hex').slice(0, digits);

const errorSeverity = 17;

function logSign(stored: StoredLog): LogSign {
  const { traceId = '', spanId = '', service, timeNanos, orders, severity } = stored;
  const { attributes, body } = logOf(stored);
  const text = typeof body === 'string' ? body : '';
  const error = severity < errorSeverity ? {} : errorTextOf((key) => attributes.get(key), text);
  return { traceId, spanId, service, timeNanos, orders, ...error };
}

/**
 * Judges orders by the rules of the model alone. The server adds what needs all orders at once: silent services, usual
 * stage times, and the orders of receivers that name none.
 */
export class RulesJudge {
  readonly #flow: Flow;
  readonly #store = createMemoryStore();
  readonly #coverage = new ReceiptLedger();
  readonly #hearing = new Map<string, TelemetryProgress>();
  readonly #facts: Fact[] = [];

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** Takes in telemetry that arrives at a time. */
  async receive({ spans, logs }: Telemetry, nowNanos: EpochNanos): Promise<void> {
    const options = { receivedNanos: nowNanos };
    if (spans.length > 0)
      await this.#store.append(decodeTraces(encodeTraces([...spans]), 'protobuf', options).batch);
    if (logs.length > 0)
      await this.#store.append(decodeLogs(encodeLogs([...logs]), 'protobuf', options).batch);
    for (const { resource, timeNanos } of [
      ...spans.map((span) => ({ resource: span.resource, timeNanos: span.startNanos + span.durationNanos })),
      ...logs,
    ]) {
      const service = resource.attributes.get('service.name');
      if (typeof service !== 'string') continue;
      this.#hearing.set(service, heardNext(this.#hearing.get(service), timeNanos, nowNanos));
    }
  }

  /** The order's state; undefined where nothing names it. Learns from its hops where receipts are seen. */
  async judge(ref: OrderRef, nowNanos: EpochNanos): Promise<OrderState | undefined> {
    const events = await this.#store.eventsOfOrders([ref]);
    const records = await this.#recordsOf(ref);
    if (records === undefined) return undefined;
    const knowledge = this.#knowledgeOf({ ref, events, records, nowNanos });
    this.#coverage.note(orderRefText(ref), receiptObservations(knowledge.hops));
    const times = [
      ...records.spans.map(({ startNanos }) => startNanos),
      ...records.logs.map(({ timeNanos }) => timeNanos),
    ];
    const order = foldOrder({
      ref,
      flow: this.#flow,
      events,
      knowledge,
      nowNanos,
      firstSeenNanos: times.reduce((a, b) => (a < b ? a : b), nowNanos),
      lastSeenNanos: times.reduce((a, b) => (a > b ? a : b), 0n),
      reception: { hearing: this.#hearing },
    });
    const { lost } = sideLossesOf({ order, flow: this.#flow, knowledge, nowNanos });
    this.#reconcile(order, lost, nowNanos);
    return order;
  }

  async #recordsOf(ref: OrderRef): Promise<OrderRecords | undefined> {
    for await (const records of this.#store.recordsOfOrders([ref])) return records;
    return undefined;
  }

  #knowledgeOf(input: {
    readonly ref: OrderRef;
    readonly events: readonly OrderEvent[];
    readonly records: OrderRecords;
    readonly nowNanos: EpochNanos;
  }): OrderKnowledge {
    const { ref, events, records, nowNanos } = input;
    const { spans, logs } = inOneForm(ref, {
      spans: records.spans.map((span) => hopSpanOf(spanOf(span), this.#flow.itemKeys)),
      logs: records.logs.map(logSign),
    });
    return orderKnowledge({
      ref,
      events,
      spans,
      logs,
      flow: this.#flow,
      coverage: this.#coverage,
      hearing: this.#hearing,
      nowNanos,
    });
  }

  #reconcile(order: OrderState, lost: readonly SideLoss[], nowNanos: EpochNanos): void {
    const all = this.problems(order);
    const known = all.filter((problem) => !isSideProblem(problem));
    const expected = expectedProblemId(order, { hash });
    this.#facts.push(
      ...reconcileProblem({
        ref: order,
        order,
        unresolved: known.findLast((problem) => problem.state !== 'resolved'),
        known: known.find((problem) => problem.problemId === expected),
        nowNanos,
        hash,
      }),
      ...reconcileSideProblems({ ref: order, order, lost, known: all.filter(isSideProblem), nowNanos, hash }),
    );
  }

  /** All problems of an order so far, resolved ones included. */
  problems({ tenantId, orderId }: OrderRef): readonly ProblemState[] {
    const facts = this.#facts.filter((fact) => fact.tenantId === tenantId && fact.orderId === orderId);
    return [...new Set(facts.map(({ subject }) => subject))].flatMap(
      (id) => foldProblem(facts.filter(({ subject }) => subject === id)) ?? [],
    );
  }
}
