import type { OrderEvent, TelemetryBatch } from '@ordertrace/model';
import type { Appended, TelemetryAppender } from '@ordertrace/store';

/** A batch for the store, with what is known of its sender. */
export interface Envelope {
  readonly batch: TelemetryBatch;
  /** The tenant that the sender is bound to; absent if it may report orders of all tenants. */
  readonly tenantId?: string | undefined;
  /** Called once the batch is durable. */
  readonly whenStored?: readonly (() => void)[];
}

/** A step between the receivers and the store. It inspects an envelope, or returns a replacement. */
export type EnvelopeStep = (envelope: Envelope) => Envelope;

/**
 * Passes an envelope through the steps in sequence, and stores its batch. Resolves when the batch is durable.
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

/**
 * A step that only inspects. The store takes ownership of the batch, so `observe` must copy what it needs
 * later.
 */
export function observing(observe: (envelope: Envelope) => void): EnvelopeStep {
  return (envelope) => {
    observe(envelope);
    return envelope;
  };
}

/** A step that calls `stored` when the batch is durable. */
export function notifying(stored: () => void): EnvelopeStep {
  return (envelope) => ({ ...envelope, whenStored: [...(envelope.whenStored ?? []), stored] });
}

/**
 * Filters learned events: keeps those that the sender of the batch may report. Events without tenant get the
 * sender's tenant.
 */
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
