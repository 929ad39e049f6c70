import type { ImportList, OperationsStatus, PinnedOrders } from '../schemas/operations.js';
import type { Calls, CallOptions } from './send.js';

/** Status of the server itself. */
export interface OperationsCalls {
  operations(options?: CallOptions): Promise<OperationsStatus>;
  pinnedOrders(options?: CallOptions): Promise<PinnedOrders>;
  imports(options?: CallOptions): Promise<ImportList>;
}

export function operationsCalls(calls: Calls): OperationsCalls {
  return {
    operations: (options) => calls.get('/operations', {}, options),
    pinnedOrders: (options) => calls.get('/retention/pins', {}, options),
    imports: (options) => calls.get('/imports', {}, options),
  };
}
