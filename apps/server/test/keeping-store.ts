import { spanKinds, type OrderRef, type Span, type TelemetryBatch } from '@ordertrace/model';
import { positionAt, type Appended, type TelemetryAppender } from '@ordertrace/store';

/** Keeps batches as they are; can be told to wait or to fail. */
export class KeepingStore implements TelemetryAppender {
  readonly batches: TelemetryBatch[] = [];
  #failure: Error | undefined;
  #gate: Promise<void> | undefined;
  #wasAsked: () => void = () => undefined;
  /** Resolves when something is first appended. */
  readonly asked = new Promise<void>((resolve) => (this.#wasAsked = resolve));

  async append(batch: TelemetryBatch): Promise<Appended> {
    this.#wasAsked();
    await this.#gate;
    if (this.#failure !== undefined) throw this.#failure;
    this.batches.push(batch);
    const { spans, logs, events } = batch;
    const kept = { spans: spans.length, logs: logs.length, events: events.length };
    return { position: positionAt({ commit: BigInt(this.batches.length) }), ...kept, duplicates: 0 };
  }

  failWith(error: Error | undefined): void {
    this.#failure = error;
  }

  /** Appends wait until the function that this gives is called. */
  hold(): () => void {
    let letGo: () => void = () => undefined;
    this.#gate = new Promise((resolve) => (letGo = resolve));
    return letGo;
  }

  orderIds(): string[] {
    return this.batches.flatMap(({ orders }) => orders.map(({ orderId }) => orderId));
  }

  spans() {
    return this.batches.flatMap((batch) =>
      Array.from({ length: batch.spans.length }, (_, row) => ({
        name: batch.texts[batch.spans.name[row]!]!,
        service: batch.texts[batch.spans.service[row]!]!,
        statusCode: batch.texts[batch.spans.statusCode[row]!]!,
        kind: spanKinds[batch.spans.kind[row]!]!,
        parentSpanId: batch.spans.parentSpanId[row]!.toString(16).padStart(16, '0'),
        orders: ordersOf(batch, row),
      })),
    );
  }
}

function ordersOf({ spans, orders }: TelemetryBatch, row: number): OrderRef[] {
  return Array.from({ length: spans.orders.length }, (_, i) => i)
    .filter((i) => spans.orders.row[i] === row)
    .map((i) => orders[spans.orders.order[i]!]!);
}

const resource = { attributes: new Map([['service.name', 'shop-api']]) };
const scope = { name: 'test', version: '', attributes: new Map<string, string>() };

/** A span that names the order. */
export function orderSpan(orderId: string): Span {
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: orderId.padStart(16, '0'),
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    startNanos: 1_795_358_742_027_123_456n,
    durationNanos: 1_500_000n,
    status: 'unset',
    statusMessage: '',
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
    ]),
    events: [],
    links: [],
    resource,
    scope,
  };
}
