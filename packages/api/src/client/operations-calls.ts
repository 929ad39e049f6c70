import type { ImportList, OperationsStatus, PinnedOrders } from '../schemas/operations.js';
import type { Calls, CallOptions } from './send.js';

/** Status of the server itself. */
export interface OperationsCalls {
  /**
   * The state of the server.
   *
   * @example const { store, forwarding } = await api.operations();
   */
  operations(options?: CallOptions): Promise<OperationsStatus>;
  /**
   * Orders that keep all their data.
   *
   * @example const { pins } = await api.pinnedOrders();
   */
  pinnedOrders(options?: CallOptions): Promise<PinnedOrders>;
  /**
   * The imports since the server started.
   *
   * @example const { imports } = await api.imports();
   */
  imports(options?: CallOptions): Promise<ImportList>;
}

export function operationsCalls(calls: Calls): OperationsCalls {
  return {
    operations: (options) => calls.get('/operations', {}, options),
    pinnedOrders: (options) => calls.get('/retention/pins', {}, options),
    imports: (options) => calls.get('/imports', {}, options),
  };
}
