import { apiClient, ApiError, type ContextAudit, type ContextAuditQuery } from '@ordertrace/api';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';
import { shareText, textTable } from './text-table.js';

export interface ContextAuditOrder {
  readonly address: ServerAddress;
  readonly query: ContextAuditQuery;
  readonly json: boolean;
  /**
   * Ends with exit code 1 where anything is lost, but for log lines of no trace: for a build that checks an
   * instrumentation.
   */
  readonly strict: boolean;
}

/** What each kind of loss means, and so what to do. */
const meanings: Readonly<Record<ContextAudit['findings'][number]['loss'], string>> = {
  hop_drops_order: 'the receiver of a hop no longer names the order: its service does not read the baggage',
  message_without_context: 'a message is consumed with neither parent nor link: its headers were not read',
  message_unlinked: "only the message's id tells who sent it: link the consumer's span to the sender's",
  span_drops_order:
    'a span drops the order within its application: the context was lost, often to a callback',
  log_without_order: 'a log line of an order does not name it: the logger does not add the context',
  log_outside_trace:
    'a log line belongs to no trace and no order; of a start or a timer it is meant to be so',
  order_without_tenant: 'an order is named without its tenant',
  span_without_order: 'a span names no order though its trace does, and none before it',
};

/** Tells where the running server's telemetry loses the context of orders. */
export async function contextAudit(order: ContextAuditOrder): Promise<CommandResult> {
  const { address, query, json, strict } = order;
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    const audit = await client.contextAudit(query);
    const told = succeeded(json ? JSON.stringify(audit, undefined, 2) : auditText(audit));
    return strict && audit.findings.some(({ loss }) => loss !== 'log_outside_trace')
      ? { ...told, exitCode: 1 }
      : told;
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}

function auditText(audit: ContextAudit): string {
  const { read, orders, orders_without_tenant: withoutTenant } = audit;
  const part = read.complete ? '' : ' (the newest; more with --records)';
  const head = `${read.spans} spans and ${read.logs} log lines of ${orders} orders since ${audit.from}${part}`;
  const tenants = withoutTenant === 0 ? [] : [`${withoutTenant} orders have no tenant`];
  return [
    head,
    ...tenants,
    servicesText(audit),
    hopsText(audit),
    findingsText(audit),
    ...namesText(audit),
  ].join('\n\n');
}

/** Orders' ids under names that nothing reads. */
function namesText({ unread_names: names }: ContextAudit): string[] {
  if (names.length === 0) return [];
  const counts = names.map(({ attribute, count }) => `  ${count} × ${attribute}`);
  const way =
    'list them in the flow file: names: { order_id: [' + names.map((one) => one.attribute).join(', ') + '] }';
  return [[`These attributes look like an order's id, and are not read; ${way}`, ...counts].join('\n')];
}

function servicesText({ services }: ContextAudit): string {
  const rows = services.map((one) => [
    one.application_name,
    ...[one.spans, one.spans_without_order].map(String),
    share(one.spans_with_order, one.spans_without_order),
    ...[one.logs, one.logs_without_order, one.logs_outside_trace].map(String),
    share(one.logs_with_order, one.logs_without_order),
  ]);
  const spans = ['spans', 'without order', 'with'];
  return textTable(['application', ...spans, 'logs', 'without order', 'outside trace', 'with'], rows);
}

/** Of what belongs to an order, how much says so. */
function share(withOrder: number, without: number): string {
  return withOrder + without === 0 ? '-' : shareText(withOrder / (withOrder + without));
}

function hopsText({ hops }: ContextAudit): string {
  const rows = hops.map((hop) => [
    `${hop.from === '' ? '?' : hop.from} → ${hop.to}`,
    `${hop.kind} ${hop.destination}`,
    ...[hop.received, hop.with_order, hop.dropped, hop.unlinked, hop.without_context].map(String),
  ]);
  const counts = ['received', 'with order', 'dropped', 'unlinked', 'no context'];
  return textTable(['from → to', 'by', ...counts], rows);
}

function findingsText({ findings }: ContextAudit): string {
  if (findings.length === 0) return 'Nothing is lost.';
  return findings
    .map(({ loss, application_name: application, place, from, count, examples }, index) => {
      const heading = findings[index - 1]?.loss === loss ? [] : [`${loss}: ${meanings[loss]}`];
      const { trace_id: traceId = null, order_id: orderId = null } = examples[0] ?? {};
      const trace = traceId === null ? '' : `, trace ${traceId}`;
      const of = orderId === null ? '' : ` of order ${orderId}`;
      const sender = from === null ? '' : ` from ${from}`;
      return [...heading, `  ${count} × ${application}${sender}: ${place}${of}${trace}`].join('\n');
    })
    .join('\n');
}
