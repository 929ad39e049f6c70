import { writtenTime, type WrittenEvent, type WrittenOrder } from './written-order.js';

const extensions = [
  ['Concept', 'concept'],
  ['Time', 'time'],
  ['Lifecycle', 'lifecycle'],
  ['Organizational', 'org'],
] as const;

/** Orders as XES 1.0: one trace per order, one event with the lifecycle `complete` per event. */
export async function* writeXes(orders: AsyncIterable<readonly WrittenOrder[]>): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n';
  for (const [name, prefix] of extensions) {
    const uri = `http://www.xes-standard.org/${prefix}.xesext`;
    yield `<extension name="${name}" prefix="${prefix}" uri="${uri}"/>\n`;
  }
  yield '<classifier name="Activity" keys="concept:name"/>\n';
  for await (const batch of orders) yield batch.map(trace).join('');
  yield '</log>\n';
}

function trace({ orderId, tenantId, events }: WrittenOrder): string {
  const ids = string('concept:name', orderId) + string('tenant_id', tenantId);
  return `<trace>${ids}\n${events.map(event).join('')}</trace>\n`;
}

function event({ activity, timeNanos, startNanos, resource, application }: WrittenEvent): string {
  const parts = [
    string('concept:name', activity),
    startNanos === undefined ? '' : date('start_timestamp', writtenTime(startNanos)),
    date('time:timestamp', writtenTime(timeNanos)),
    string('lifecycle:transition', 'complete'),
    resource === undefined ? '' : string('org:resource', resource),
    application === undefined ? '' : string('application_name', application),
  ];
  return `<event>${parts.join('')}</event>\n`;
}

function string(key: string, value: string): string {
  return `<string key="${key}" value="${escaped(value)}"/>`;
}

function date(key: string, value: string): string {
  return `<date key="${key}" value="${value}"/>`;
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML can't contain most control characters and unpaired surrogates: they become U+FFFD. */
function escaped(value: string): string {
  return value
    .replace(/[&<>"]/g, (character) => special[character] ?? '')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
