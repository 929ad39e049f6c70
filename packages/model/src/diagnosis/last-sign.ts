import { endNanos, roleOf, spanRefText, type HopSpan } from '../hops/hop-span.js';
import type { LastSign } from '../orders/order.js';
import type { OrderEvent } from '../orders/order-event.js';

function signOfSpan(span: HopSpan): LastSign {
  return { service: span.service, operation: span.name, timeNanos: endNanos(span) };
}

function signOfEvent(event: OrderEvent): LastSign | undefined {
  if (event.type === 'attribute') return undefined;
  const operation = event.type === 'transition' ? event.stage : event.work;
  return { service: event.service, operation, timeNanos: event.timeNanos };
}

function isLater(a: LastSign, b: LastSign): boolean {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos > b.timeNanos;
  return `${a.service}\n${a.operation}` > `${b.service}\n${b.operation}`;
}

function lastOf(signs: readonly LastSign[]): LastSign | undefined {
  return signs.reduce<LastSign | undefined>(
    (last, sign) => (last === undefined || isLater(sign, last) ? sign : last),
    undefined,
  );
}

/** The last operation that handled the order, or its last reported stage, with the place it was sent to last. */
export function lastSignOf(own: readonly HopSpan[], events: readonly OrderEvent[]): LastSign | undefined {
  const entries = own.filter((span) => roleOf(span) === 'receiver' || span.parentSpanId === undefined);
  const reported = events.flatMap((event) => signOfEvent(event) ?? []);
  const last = lastOf([...entries.map(signOfSpan), ...reported]);
  const sent = own
    .filter((span) => roleOf(span) === 'sender' && span.destination !== undefined)
    .reduce<HopSpan | undefined>(
      (known, span) => (known === undefined || isSentLater(span, known) ? span : known),
      undefined,
    );
  if (last === undefined || sent?.destination === undefined) return last;
  return { ...last, sentTo: sent.destination };
}

function isSentLater(a: HopSpan, b: HopSpan): boolean {
  if (a.startNanos !== b.startNanos) return a.startNanos > b.startNanos;
  return spanRefText(a) > spanRefText(b);
}
