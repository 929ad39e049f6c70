import type {
  EraseBody,
  Erased,
  PinBody,
  Pinned,
  RetentionBody,
  RetentionStatus,
} from '../schemas/retention.js';
import type { StoreCheckBody, StoreCheckStatus } from '../schemas/store-check.js';
import type { Calls, CallOptions } from './send.js';
import { orderPath } from './order-path.js';

interface Order {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

/** Retention, erasure, and the integrity of the store's files. */
export interface RetentionCalls {
  retention(options?: CallOptions): Promise<RetentionStatus>;
  /** Starts a run. Refused with `retention_running` (409) during another run. */
  runRetention(body: RetentionBody, options?: CallOptions): Promise<RetentionStatus>;
  /** A pinned order keeps all its data. */
  pinOrder(pin: Order & PinBody & { readonly pinned: boolean }, options?: CallOptions): Promise<Pinned>;
  erase(body: EraseBody, options?: CallOptions): Promise<Erased>;
  /** Damage in the store's files, and the last check. */
  storeCheck(options?: CallOptions): Promise<StoreCheckStatus>;
  /** Starts a check. Refused with `check_running` (409) during another check. */
  checkStore(body: StoreCheckBody, options?: CallOptions): Promise<StoreCheckStatus>;
}

export function retentionCalls(calls: Calls): RetentionCalls {
  return {
    retention: (options) => calls.get('/retention', {}, options),
    runRetention: (body, options) => calls.post('/retention', body, options),
    pinOrder: ({ orderId, tenantId, pinned, ...body }, options) =>
      calls.post(orderPath({ orderId, tenantId }, pinned ? '/pin' : '/unpin'), body, options),
    erase: (body, options) => calls.post('/erase', body, options),
    storeCheck: (options) => calls.get('/store/check', {}, options),
    checkStore: (body, options) => calls.post('/store/check', body, options),
  };
}
