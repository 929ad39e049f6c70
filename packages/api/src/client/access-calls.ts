import type { LookList, LookQuery, Me } from '../schemas/access.js';
import type { Calls, CallOptions } from './send.js';

/** Who asks, and who looked at what. */
export interface AccessCalls {
  me(options?: CallOptions): Promise<Me>;
  /** For the role `security`; latest first. */
  looks(query: LookQuery, options?: CallOptions): Promise<LookList>;
}

export function accessCalls(calls: Calls): AccessCalls {
  return {
    me: (options) => calls.get('/me', {}, options),
    looks: (query, options) => calls.get('/audit/access', query, options),
  };
}
