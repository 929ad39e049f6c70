import {
  recordTransition,
  startedInstrumentation,
  withCarrier,
  type OutletStatus,
} from '@ordertrace/instrumentation';
import type { UntoldTransition } from './transitions.js';

/** The way by which transitions become order events. */
export interface EventOutlet {
  /** Emits the event with its own time, trace and order, whenever it is called. */
  emit(transition: UntoldTransition): void;
  /** What has become of all that was emitted; nothing where no kit runs, for then nobody is told. */
  status(): Pick<OutletStatus, 'waiting' | 'dropped' | 'refused'> | undefined;
}

/** Order events by the instrumentation kit that runs in this process. */
export const kitOutlet: EventOutlet = {
  emit({ carrier, orderId, tenantId, stage, previousStage, actor, at }) {
    withCarrier(carrier, () =>
      recordTransition({ orderId, tenantId, stage, actor, at, ...(previousStage && { previousStage }) }),
    );
  },
  status: () => startedInstrumentation()?.status().orderEvents,
};
