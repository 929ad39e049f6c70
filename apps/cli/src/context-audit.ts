import { apiClient, ApiError, type ContextAudit, type ContextAuditQuery } from '@ordertrace/api';
import { textsIn, type Language, type Texts } from '@ordertrace/words';
import { cellTexts } from './cell-texts.js';
import { failedBy, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';
import { textTable } from './text-table.js';

export interface ContextAuditOrder {
  readonly address: ServerAddress;
  readonly query: ContextAuditQuery;
  readonly json: boolean;
  /**
   * Ends with 1 if context is lost anywhere except in log lines without a trace: for builds that check the
   * instrumentation.
   */
  readonly strict: boolean;
}

/** Prints the places where the telemetry of the running server loses the context of orders. */
export async function contextAudit(order: ContextAuditOrder): Promise<CommandResult> {
  const { address, query, json, strict } = order;
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    const audit = await client.contextAudit(query);
    const result = succeeded(
      json ? JSON.stringify(audit, undefined, 2) : auditText(audit, address.language ?? 'en'),
    );
    return strict && audit.findings.some(({ loss }) => loss !== 'log_outside_trace')
      ? { ...result, exitCode: 1 }
      : result;
  } catch (error) {
    if (error instanceof ApiError) return failedBy(error, address);
    throw error;
  }
}

function auditText(audit: ContextAudit, language: Language): string {
  const t = textsIn(language);
  const { read, orders, from, orders_without_tenant: withoutTenant } = audit;
  const part = read.complete ? '' : t('commandLine.context.newest');
  const head = t('commandLine.context.read', { spans: read.spans, logs: read.logs, orders, from });
  const tenants =
    withoutTenant === 0 ? [] : [t('commandLine.context.withoutTenant', { count: withoutTenant })];
  return [
    head + part,
    ...tenants,
    servicesText(audit, language),
    hopsText(audit, t),
    findingsText(audit, t),
    ...namesText(audit, t),
  ].join('\n\n');
}

/** Attributes that look like an order ID but are not read. */
function namesText({ unread_names: names }: ContextAudit, t: Texts): string[] {
  if (names.length === 0) return [];
  const counts = names.map(({ attribute, count }) => `  ${count} × ${attribute}`);
  const attributes = names.map((one) => one.attribute).join(', ');
  return [[t('commandLine.context.unreadNames', { attributes }), ...counts].join('\n')];
}

function servicesText({ services }: ContextAudit, language: Language): string {
  const { share } = cellTexts(language);
  const shareWith = (withOrder: number, without: number) =>
    withOrder + without === 0 ? '-' : share(withOrder / (withOrder + without));
  const rows = services.map((one) => [
    one.application_name,
    ...[one.spans, one.spans_without_order].map(String),
    shareWith(one.spans_with_order, one.spans_without_order),
    ...[one.logs, one.logs_without_order, one.logs_outside_trace].map(String),
    shareWith(one.logs_with_order, one.logs_without_order),
  ]);
  const names = [
    ...(['service', 'spans', 'withoutOrder', 'withOrder'] as const),
    ...(['logs', 'withoutOrder', 'outside', 'withOrder'] as const),
  ];
  return textTable(headings(names, textsIn(language)), rows);
}

function headings(names: readonly Heading[], t: Texts): string[] {
  return names.map((name) => t(`commandLine.context.${name}`));
}

type Heading =
  | 'service'
  | 'spans'
  | 'logs'
  | 'withoutOrder'
  | 'withOrder'
  | 'outside'
  | 'fromTo'
  | 'by'
  | 'received'
  | 'dropped'
  | 'unlinked'
  | 'withoutContext';

function hopsText({ hops }: ContextAudit, t: Texts): string {
  const rows = hops.map((hop) => [
    `${hop.from === '' ? '?' : hop.from} → ${hop.to}`,
    `${hop.kind} ${hop.destination}`,
    ...[hop.received, hop.with_order, hop.dropped, hop.unlinked, hop.without_context].map(String),
  ]);
  const names = ['fromTo', 'by', 'received', 'withOrder', 'dropped', 'unlinked', 'withoutContext'] as const;
  return textTable(headings(names, t), rows);
}

function findingsText({ findings }: ContextAudit, t: Texts): string {
  if (findings.length === 0) return t('commandLine.context.nothing');
  return findings
    .map(({ loss, application_name: application, place, from, count, examples }, index) => {
      const isFirst = findings[index - 1]?.loss !== loss;
      const heading = isFirst ? [`${loss}: ${t(`commandLine.context.losses.${loss}`)}`] : [];
      const { trace_id: traceId = null, order_id: orderId = null } = examples[0] ?? {};
      const trace = traceId === null ? '' : t('commandLine.context.trace', { trace: traceId });
      const of = orderId === null ? '' : t('commandLine.context.ofOrder', { order: orderId });
      const sender = from === null ? '' : t('commandLine.context.from', { service: from });
      return [...heading, `  ${count} × ${application}${sender}: ${place}${of}${trace}`].join('\n');
    })
    .join('\n');
}
