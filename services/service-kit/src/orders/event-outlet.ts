import {
  recordTransition,
  startedInstrumentation,
  withCarrier,
  type OutletStatus,
} from '@ordertrace/instrumentation';
import type { UnsentTransition } from './transitions.js';

/** Output of transitions as order events. */
export interface EventOutlet {
  /** Emits the event with its original time, trace and order. */
  emit(transition: UnsentTransition): void;
  /** Counts of the emitted events. Undefined without the kit; then events are not sent. */
  status(): Pick<OutletStatus, 'waiting' | 'dropped' | 'refused'> | undefined;
}

/** Order events by the kit that runs in this process. */
export const kitOutlet: EventOutlet = {
  emit({ carrier, orderId, tenantId, stage, previousStage, actor, at }) {
    withCarrier(carrier, () =>
      recordTransition({ orderId, tenantId, stage, actor, at, ...(previousStage && { previousStage }) }),
    );
  },
  status: () => startedInstrumentation()?.status().orderEvents,
};
