import { actors, attribute, eventName, type Actor } from '@ordertrace/conventions';
import type { OrderEvent, OrderRef } from '@ordertrace/model';
import { readValue } from '../read/value.js';
import { ByteCursor } from '../wire/cursor.js';
import { hexFrom } from '../wire/hex.js';
import type { AttributeScan } from './attribute-scan.js';
import type { ValueRange } from './order-naming.js';

export interface EventRecord {
  readonly name: string;
  readonly timeNanos: bigint;
  readonly service: string;
  /** Positions in the bytes; -1 if the record has none. */
  readonly traceId: number;
  readonly spanId: number;
}

/** Creates the order event of a record; `undefined` if a required field is missing. */
export type OrderEventReader = (
  bytes: Uint8Array,
  order: OrderRef,
  record: EventRecord,
) => OrderEvent | undefined;

const longestText = 256;

/** Names of log records and span events that are order events. */
export const orderEventNames: ReadonlySet<string> = new Set(Object.values(eventName));

/** Reads order events from the attributes that the scan has found. */
export function orderEventReader(attributes: AttributeScan): OrderEventReader {
  const stage = attributes.watch(attribute.stage);
  const previousStage = attributes.watch(attribute.previousStage);
  const actor = attributes.watch(attribute.actor);
  const work = attributes.watch(attribute.work);
  const expectedWithinMs = attributes.watch(attribute.expectedWithinMs);

  return (bytes, order, record) => {
    const base = {
      orderId: order.orderId,
      tenantId: order.tenantId,
      timeNanos: record.timeNanos,
      service: record.service,
      ...(record.traceId >= 0 && { traceId: hexFrom(bytes, record.traceId, record.traceId + 16) }),
      ...(record.spanId >= 0 && { spanId: hexFrom(bytes, record.spanId, record.spanId + 8) }),
    };
    if (record.name === eventName.transition) {
      const entered = textAt(bytes, stage);
      const left = textAt(bytes, previousStage);
      const by = actorAt(bytes, actor);
      if (entered === undefined) return undefined;
      return {
        type: 'transition',
        ...base,
        stage: entered,
        ...(left !== undefined && { previousStage: left }),
        ...(by !== undefined && { actor: by }),
      };
    }
    const name = textAt(bytes, work);
    const withinMs = numberAt(bytes, expectedWithinMs);
    if (name === undefined) return undefined;
    return {
      type: 'work_started',
      ...base,
      work: name,
      ...(withinMs !== undefined && { expectedWithinMs: withinMs }),
    };
  };
}

function valueAt(bytes: Uint8Array, range: ValueRange): unknown {
  return range.start < 0 ? undefined : readValue(new ByteCursor(bytes, range.start), range.end);
}

function textAt(bytes: Uint8Array, range: ValueRange): string | undefined {
  const value = valueAt(bytes, range);
  return typeof value === 'string' && value.length > 0 && value.length <= longestText ? value : undefined;
}

function actorAt(bytes: Uint8Array, range: ValueRange): Actor | undefined {
  const value = valueAt(bytes, range);
  return actors.find((actor) => actor === value);
}

function numberAt(bytes: Uint8Array, range: ValueRange): number | undefined {
  const value = valueAt(bytes, range);
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}
