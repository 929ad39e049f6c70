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
  /**
   * The rules and the last run.
   *
   * @example const { policy } = await api.retention();
   */
  retention(options?: CallOptions): Promise<RetentionStatus>;
  /**
   * Starts a run. Refused with `retention_running` (409) during another run.
   *
   * @example await api.runRetention({ dry_run: true });
   */
  runRetention(body: RetentionBody, options?: CallOptions): Promise<RetentionStatus>;
  /**
   * A pinned order keeps all its data.
   *
   * @example await api.pinOrder({ orderId: '48213', tenantId: 'retail', pinned: true });
   */
  pinOrder(pin: Order & PinBody & { readonly pinned: boolean }, options?: CallOptions): Promise<Pinned>;
  /**
   * Erases an order, a trace or a text.
   *
   * @example await api.erase({ order_id: '48213', tenant: 'retail', dry_run: true });
   */
  erase(body: EraseBody, options?: CallOptions): Promise<Erased>;
  /**
   * Damage in the store's files, and the last check.
   *
   * @example const { damage } = await api.storeCheck();
   */
  storeCheck(options?: CallOptions): Promise<StoreCheckStatus>;
  /**
   * Starts a check. Refused with `check_running` (409) during another check.
   *
   * @example await api.checkStore({ repair: false });
   */
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
