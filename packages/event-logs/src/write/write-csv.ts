import { neutralized, quoted } from './csv-field.js';
import { writtenTime, type WrittenOrder } from './written-order.js';

const header =
  'case:concept:name,tenant_id,concept:name,start_timestamp,time:timestamp,org:resource,application_name';

export interface CsvOptions {
  /** `keep` leaves texts unchanged that a spreadsheet would run as formulas. */
  readonly formulas: 'neutralize' | 'keep';
}

/** Orders as CSV, one row per event, with the column names of process-mining tools. */
export async function* writeCsv(
  orders: AsyncIterable<readonly WrittenOrder[]>,
  { formulas }: CsvOptions = { formulas: 'neutralize' },
): AsyncGenerator<string> {
  const field = (value = '') => quoted(formulas === 'keep' ? value : neutralized(value));
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
