import type { OrderEvent, TelemetryBatch } from '@ordertrace/model';
import type { Appended, TelemetryAppender } from '@ordertrace/store';

/** A batch on its way into the store, with what is known of its sender. */
export interface Envelope {
  readonly batch: TelemetryBatch;
  /** The tenant that the sender is bound to; absent where the sender may report orders of all tenants. */
  readonly tenantId?: string | undefined;
  /** Called once the batch is durable. */
  readonly whenStored?: readonly (() => void)[];
}

/** A step between the receivers and the store: looks at an envelope, or returns another in its place. */
export type EnvelopeStep = (envelope: Envelope) => Envelope;

/**
 * Takes an envelope through the steps, in their order, and stores its batch. Resolves when that is durable.
 *
 * @example
 * await storeEnvelope({ batch, tenantId: 'acme' }, [observing(({ batch }) => count(batch))], store);
 */
export async function storeEnvelope(
  envelope: Envelope,
  steps: readonly EnvelopeStep[],
  store: TelemetryAppender,
): Promise<Appended> {
  const { batch, whenStored = [] } = steps.reduce((current, step) => step(current), envelope);
  const appended = await store.append(batch);
  for (const notify of whenStored) notify();
  return appended;
}

/** A step that only looks. The store takes the batch over: what `observe` needs later it must copy. */
export function observing(observe: (envelope: Envelope) => void): EnvelopeStep {
  return (envelope) => {
    observe(envelope);
    return envelope;
  };
}

/** A step that has something called once the batch is durable. */
export function notifying(stored: () => void): EnvelopeStep {
  return (envelope) => ({ ...envelope, whenStored: [...(envelope.whenStored ?? []), stored] });
}

/** Of events that were learned from a batch those that its sender may report; ones without tenant become its own. */
export function* withinBounds(
  { tenantId }: Pick<Envelope, 'tenantId'>,
  events: Iterable<OrderEvent>,
): Generator<OrderEvent> {
  if (tenantId === undefined) {
    yield* events;
    return;
  }
  for (const event of events)
    if (event.tenantId === '' || event.tenantId === tenantId) yield { ...event, tenantId };
}
