import { writtenTime, type WrittenOrder } from './written-order.js';

const header =
  'case:concept:name,tenant_id,concept:name,start_timestamp,time:timestamp,org:resource,application_name';

/** Orders as CSV, one row an event, under the names that process-mining tools know. */
export async function* writeCsv(orders: AsyncIterable<readonly WrittenOrder[]>): AsyncGenerator<string> {
  yield `${header}\n`;
  for await (const batch of orders) {
    let text = '';
    for (const { orderId, tenantId, events } of batch) {
      for (const { activity, startNanos, timeNanos, resource, application } of events) {
        const start = startNanos === undefined ? '' : writtenTime(startNanos);
        const ids = `${field(orderId)},${field(tenantId)},${field(activity)}`;
        text += `${ids},${start},${writtenTime(timeNanos)},${field(resource)},${field(application)}\n`;
      }
    }
    yield text;
  }
}

function field(value = ''): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
