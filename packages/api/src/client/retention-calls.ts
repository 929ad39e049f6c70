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

interface Order {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

/** What is kept how long, what is erased, and whether the files are whole. */
export interface RetentionCalls {
  retention(options?: CallOptions): Promise<RetentionStatus>;
  /** Begins a run; refused with `retention_running` (409) while one runs. */
  runRetention(body: RetentionBody, options?: CallOptions): Promise<RetentionStatus>;
  /** A pinned order keeps everything. */
  pinOrder(pin: Order & PinBody & { readonly pinned: boolean }, options?: CallOptions): Promise<Pinned>;
  erase(body: EraseBody, options?: CallOptions): Promise<Erased>;
  /** What is damaged in the store's files, and the last check. */
  storeCheck(options?: CallOptions): Promise<StoreCheckStatus>;
  /** Begins a check; refused with `check_running` (409) while one runs. */
  checkStore(body: StoreCheckBody, options?: CallOptions): Promise<StoreCheckStatus>;
}

export function retentionCalls(calls: Calls): RetentionCalls {
  return {
    retention: (options) => calls.get('/retention', {}, options),
    runRetention: (body, options) => calls.post('/retention', body, options),
    pinOrder: ({ orderId, tenantId, pinned, ...body }, options) => {
      const tenant = tenantId === undefined ? '' : `?tenant=${encodeURIComponent(tenantId)}`;
      const path = `/orders/${encodeURIComponent(orderId)}/${pinned ? 'pin' : 'unpin'}${tenant}`;
      return calls.post(path, body, options);
    },
    erase: (body, options) => calls.post('/erase', body, options),
    storeCheck: (options) => calls.get('/store/check', {}, options),
    checkStore: (body, options) => calls.post('/store/check', body, options),
  };
}
