import type { LookList, LookQuery, Me } from '../schemas/access.js';
import type { Calls, CallOptions } from './send.js';

/** The signed-in person, and the access log. */
export interface AccessCalls {
  /**
   * The caller, its roles and its tenant.
   *
   * @example const { roles } = await api.me();
   */
  me(options?: CallOptions): Promise<Me>;
  /**
   * Views of orders, latest first. Requires the role `security`.
   *
   * @example const { looks } = await api.looks({ order_id: '48213', limit: 50 });
   */
  looks(query: LookQuery, options?: CallOptions): Promise<LookList>;
}

export function accessCalls(calls: Calls): AccessCalls {
  return {
    me: (options) => calls.get('/me', {}, options),
    looks: (query, options) => calls.get('/audit/access', query, options),
  };
}
