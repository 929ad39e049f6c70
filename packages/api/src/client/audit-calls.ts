import type { PrivacyAudit } from '../schemas.js';
import type { ContextAudit, ContextAuditQuery } from '../schemas/context-audit.js';
import type { Calls, CallOptions } from './send.js';

/** What the server found out about the telemetry itself. */
export interface AuditCalls {
  /** Where the context of orders is lost; the last hour unless said. */
  contextAudit(query: ContextAuditQuery, options?: CallOptions): Promise<ContextAudit>;
  /** What the privacy gate stopped since the server started. */
  privacyAudit(options?: CallOptions): Promise<PrivacyAudit>;
}

export function auditCalls(calls: Calls): AuditCalls {
  return {
    contextAudit: (query, options) => calls.get('/audit/context', query, options),
    privacyAudit: (options) => calls.get('/audit/privacy', {}, options),
  };
}
