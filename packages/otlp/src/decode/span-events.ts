import { attribute } from '@ordertrace/conventions';
import type { ByteCursor } from '../wire/cursor.js';
import { eventTag } from '../wire/tags.js';
import { textFrom } from '../wire/utf8.js';
import { AttributeScan } from './attribute-scan.js';
import { checkKeyValue } from './check-value.js';
import type { DecodeState } from './decode-state.js';
import { orderEventNames, orderEventReader } from './order-events.js';
import type { NamedOrders, ValueRange } from './order-naming.js';

/** The span of the events. Positions in the bytes. */
export interface EventSpan {
  readonly named: NamedOrders;
  readonly service: string;
  readonly traceId: number;
  readonly spanId: number;
}

/**
 * Order events that services record on spans. Their positions are recorded first; they are read after the
 * rest of the span.
 */
export class SpanEvents {
  readonly #state: DecodeState;
  readonly #attributes = new AttributeScan();
  readonly #orders = this.#attributes.watch(attribute.orderId);
  readonly #tenants = this.#attributes.watch(attribute.tenantId);
  readonly #read = orderEventReader(this.#attributes);
  readonly #found: ValueRange[] = [];

  constructor(state: DecodeState) {
    this.#state = state;
  }

  /** Resets the events for the next span. */
  clear(): void {
    this.#found.length = 0;
  }

  /** Checks a span event and skips it. */
  check(cursor: ByteCursor, end: number): void {
    const start = cursor.pos;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === eventTag.attributes)
        checkKeyValue(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
      else if (tag === eventTag.name) this.#name(cursor, cursor.fieldEnd(end), { start, end });
      else if (tag === eventTag.time || tag === eventTag.dropped) cursor.skip(tag, end);
      else cursor.skipUnknown(tag, end, 4);
    }
  }

  /**
   * Adds the order events of the span to the batch. An event without an order belongs to the orders of the
   * span.
   */
  add(cursor: ByteCursor, span: EventSpan): void {
    for (const range of this.#found) this.#addOne(cursor, range, span);
  }

  #name(cursor: ByteCursor, nameEnd: number, event: ValueRange): void {
    const name = textFrom(cursor.bytes, cursor.pos, nameEnd);
    cursor.pos = nameEnd;
    if (orderEventNames.has(name)) this.#found.push(event);
  }

  #addOne(cursor: ByteCursor, { start, end }: ValueRange, { named, ...of }: EventSpan): void {
    const { batch, naming } = this.#state;
    this.#attributes.clear();
    cursor.pos = start;
    let name = '';
    let timeNanos = 0n;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === eventTag.attributes)
        this.#attributes.add(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
      else if (tag === eventTag.time) timeNanos = cursor.view.getBigInt64(cursor.fixed(8, end), true);
      else if (tag === eventTag.name) {
        const nameEnd = cursor.fieldEnd(end);
        name = textFrom(cursor.bytes, cursor.pos, nameEnd);
        cursor.pos = nameEnd;
      } else cursor.skip(tag, end);
    }
    const own = { orders: this.#orders, tenants: this.#tenants.start < 0 ? named.tenants : this.#tenants };
    naming.find(cursor.bytes, this.#orders.start < 0 ? named : { ...named, ...own });
    for (const index of new Set(naming.found)) {
      const order = batch.orders[index];
      const event = order && this.#read(cursor.bytes, order, { ...of, name, timeNanos });
      if (event !== undefined) batch.events.push(event);
    }
  }
}
