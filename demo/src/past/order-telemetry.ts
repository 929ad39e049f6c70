import { attribute, retailTenant } from '@ordertrace/conventions';
import { Random } from '../random.js';
import { HandOvers, type RequestInput } from './hand-overs.js';
import type { MessageType, OrderStory, StageEntry } from './story.js';
import { TraceWriter, type ServiceName, type SpanPoint, type Telemetry } from './trace-writer.js';

const calculationWork = 'price model';
const calculationWithinMs = 45 * 60_000;

/**
 * All telemetry that the services record of the order, including the part in the future. The same story and
 * seed give the same telemetry, so it can be sent in parts and repeated.
 */
export function telemetryOf(story: OrderStory, seed: number): Telemetry {
  return new OrderRecorder(story, seed).record();
}

class OrderRecorder {
  readonly #story: OrderStory;
  readonly #writer: TraceWriter;
  readonly #handOvers: HandOvers;
  readonly #random: Random;
  readonly #isRetail: boolean;

  constructor(story: OrderStory, seed: number) {
    this.#story = story;
    this.#random = new Random(`${seed} telemetry ${story.orderId}`);
    this.#writer = new TraceWriter(this.#random, story);
    this.#handOvers = new HandOvers(this.#writer, this.#random, story.fault);
    this.#isRetail = story.tenantId === retailTenant;
  }

  record(): Telemetry {
    this.#story.entries.forEach((entry, i) => this.#enter(entry, this.#story.entries[i - 1]));
    return this.#writer.telemetry;
  }

  #enter(entry: StageEntry, previous: StageEntry | undefined): void {
    switch (entry.stage) {
      case 'CREATED':
        this.#buyerStep(entry, previous, { path: '', status: 201 });
        this.#uploadModel();
        return;
      case 'SUBMITTED':
        this.#submit(entry, previous);
        return;
      case 'PRICED':
      case 'REJECTED':
        return; // The telemetry of SUBMITTED includes these stages.
      case 'APPROVED':
        this.#buyerStep(
          entry,
          previous,
          { path: this.#isRetail ? '/{order_id}/pay' : '/{order_id}/approve' },
          'order.approved',
        );
        return;
      case 'CANCELLED':
        this.#buyerStep(entry, previous, { path: '/{order_id}/cancel' }, 'order.cancelled');
        return;
      case 'CLOSED':
        this.#buyerStep(entry, previous, { path: '/{order_id}/close' }, 'order.closed');
        return;
      case 'IN_PRODUCTION':
      case 'PRODUCED':
      case 'PACKED':
      case 'SHIPPED':
        this.#operatorStep(entry, previous);
    }
  }

  get #buyerApi(): { service: ServiceName; base: string } {
    return this.#isRetail
      ? { service: 'shop-api', base: '/orders' }
      : { service: 'mes-api', base: '/partner/orders' };
  }

  /** A request of the customer or partner. The shop notifies the MES by message. */
  #buyerStep(
    entry: StageEntry,
    previous: StageEntry | undefined,
    { path, status = 200 }: { path: string; status?: number },
    message?: MessageType,
  ): SpanPoint {
    const { service, base } = this.#buyerApi;
    const statements = previous ? ['SELECT', 'UPDATE', 'INSERT'] : ['INSERT', 'INSERT'];
    const request = { service, method: 'POST', route: base + path, status, statements } as const;
    const done = this.#stepRequest(request, entry, previous);
    if (this.#isRetail && message) this.#handOvers.message(message, done, () => undefined);
    return done;
  }

  #operatorStep(entry: StageEntry, previous: StageEntry | undefined): void {
    const verbs: Partial<Record<string, string>> = {
      IN_PRODUCTION: 'claim',
      PRODUCED: 'complete',
      PACKED: 'pack',
      SHIPPED: 'ship',
    };
    const route = `/work-orders/{order_id}/${verbs[entry.stage] ?? 'move'}`;
    const statements = ['SELECT', 'UPDATE', 'INSERT'];
    const request = { service: 'mes-api', method: 'POST', route, status: 200, statements } as const;
    const done = this.#stepRequest(request, entry, previous);
    if (this.#isRetail) this.#handOvers.message('order.stage_changed', done, () => undefined);
  }

  #stepRequest(
    request: Omit<RequestInput, 'at' | 'path'>,
    entry: StageEntry,
    previous: StageEntry | undefined,
  ): SpanPoint {
    return this.#request({ ...request, at: entry.at }, (span) => {
      this.#transition(span, entry, previous);
    });
  }

  #request(request: Omit<RequestInput, 'path'>, inside: (span: SpanPoint) => void): SpanPoint {
    const path = request.route.replace('{order_id}', this.#story.orderId);
    return this.#handOvers.request({ ...request, path }, inside);
  }

  #uploadModel(): void {
    const { modelAt } = this.#story;
    if (modelAt === undefined) return;
    const { service, base } = this.#buyerApi;
    const route = `${base}/{order_id}/model`;
    const statements = ['SELECT', 'UPDATE'];
    this.#request({ service, method: 'PUT', route, status: 200, statements, at: modelAt }, () => undefined);
  }

  #submit(entry: StageEntry, previous: StageEntry | undefined): void {
    const submitted = this.#buyerStep(entry, previous, { path: '/{order_id}/submit' });
    const taken = this.#isRetail
      ? this.#handOvers.message('order.submitted', submitted, () => undefined)
      : submitted;
    if (taken) this.#calculate(taken);
  }

  #calculate(from: SpanPoint): void {
    const { calculation } = this.#story;
    if (!calculation) return;
    const requested = this.#handOvers.message('calculation.requested', from, () => undefined);
    if (!requested) return;
    const calculated = this.#work(requested, calculation);
    if (calculated) this.#answer(calculated);
  }

  /** Returns undefined if the calculation never ended. */
  #work(parent: SpanPoint, { at, durationMs }: { at: number; durationMs: number }): SpanPoint | undefined {
    const hangs = this.#story.fault?.type === 'work_not_finished';
    const attributes = {
      [attribute.work]: calculationWork,
      [attribute.expectedWithinMs]: calculationWithinMs,
    };
    const begin = Math.max(at, parent.at);
    const work = { service: 'calculation-service', name: calculationWork, kind: 'internal', parent } as const;
    const span = this.#writer.span({ ...work, at: begin, attributes, statusCode: 'OK' }, (begun) => {
      this.#writer.workStarted(begun, calculationWork, calculationWithinMs);
      return hangs ? undefined : begin + durationMs;
    });
    return hangs ? undefined : span;
  }

  /** Sends the price, or the refusal, to the MES, and from there to the shop. */
  #answer(from: SpanPoint): void {
    const { entries } = this.#story;
    const index = entries.findIndex(({ stage }) => stage === 'PRICED' || stage === 'REJECTED');
    const entry = entries[index];
    const rejected = entry?.stage === 'REJECTED';
    const answer = rejected ? 'calculation.rejected' : 'calculation.completed';
    const known = this.#handOvers.message(answer, from, (span) => {
      if (entry) this.#transition(span, entry, entries[index - 1]);
    });
    if (!known || !this.#isRetail) return;
    this.#handOvers.message(rejected ? 'order.rejected' : 'order.priced', known, () => undefined);
  }

  #transition(point: SpanPoint, entry: StageEntry, previous: StageEntry | undefined): void {
    this.#writer.transition(point, { stage: entry.stage, previous: previous?.stage, actor: entry.actor });
  }
}
