import type { PrivacyAudit } from '../schemas.js';
import type { ContextAudit, ContextAuditQuery } from '../schemas/context-audit.js';
import type { Calls, CallOptions } from './send.js';

/** Audits of the telemetry. */
export interface AuditCalls {
  /**
   * Places that lose the context of orders. Default: in the last hour.
   *
   * @example const { read } = await api.contextAudit({ from: '2026-11-30T10:00:00Z' });
   */
  contextAudit(query: ContextAuditQuery, options?: CallOptions): Promise<ContextAudit>;
  /**
   * Redactions of the privacy gate since the server started.
   *
   * @example const { stops } = await api.privacyAudit();
   */
  privacyAudit(options?: CallOptions): Promise<PrivacyAudit>;
}

export function auditCalls(calls: Calls): AuditCalls {
  return {
    contextAudit: (query, options) => calls.get('/audit/context', query, options),
    privacyAudit: (options) => calls.get('/audit/privacy', {}, options),
  };
}
