import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { TelemetryBatchBuilder } from '@ordertrace/model';
import { orderTraffic, spansPerStep, stepsPerOrder } from './order-traffic.js';
import { randomOf } from './random.js';

/**
 * The traffic of `order-traffic.js` as batches for a store, a hundred times faster than through objects and
 * OTLP. Each kind of step is encoded and decoded once, and then copied with new IDs, times, durations and
 * order.
 *
 * Orders run in parallel in groups of `together`: each step of all orders before the next step. So an order's
 * steps are far apart, as in real traffic with days between them.
 */
const firstNumber = 1_000_000;
const numbersBefore = 900_000;
const tenants = ['partner-0', 'retail', 'retail', 'retail', 'retail'];
const dayNanos = 86_400_000_000_000;
const startMillis = 1_790_000_000_000;
const samples = 20;

/** The order with this number: 0 to 8,999,999. */
export function orderOf(number) {
  return { orderId: `B-${firstNumber + number}`, tenantId: tenantOf(number) };
}

function tenantOf(number) {
  return number % 5 === 0 ? `partner-${number % 4}` : tenants[number % 5];
}

/**
 * @param {{ orders: number, together?: number, rowsPerBatch?: number, seed?: number }} options
 * @returns {Generator<import('@ordertrace/model').TelemetryBatch>}
 */
export function* orderBatches({ orders, together = 50_000, rowsPerBatch = 4096, seed = 1 }) {
  const random = randomOf(seed);
  const templates = stepTemplates();
  let batch = new BatchOfSteps();
  for (let group = 0; group < orders; group += together)
    for (let step = 0; step < stepsPerOrder; step++)
      for (let number = group; number < Math.min(group + together, orders); number++) {
        const day = Math.floor(group / together) + step;
        batch.add(templates.get(tenantOf(number))[step], { number, day, random });
        if (batch.rows < rowsPerBatch) continue;
        yield batch.builder;
        batch = new BatchOfSteps();
      }
  if (batch.rows > 0) yield batch.builder;
}

class BatchOfSteps {
  builder = new TelemetryBatchBuilder();
  rows = 0;
  #resources = new Map();
  #scopes = new Map();
  #words = new Uint32Array(2);
  #word = new BigUint64Array(this.#words.buffer);

  add(template, { number, day, random }) {
    const { builder } = this;
    const ref = orderOf(number);
    const order = builder.order(ref);
    const digits = Buffer.from(ref.orderId, 'latin1');
    const high = this.#randomWord(random);
    const low = this.#randomWord(random);
    const start = BigInt(startMillis) * 1_000_000n + BigInt(Math.floor(day * dayNanos + random() * 600e9));
    const ids = template.spans.map(() => this.#randomWord(random));
    for (const [index, span] of template.spans.entries()) {
      const { spans } = builder;
      const row = this.#common(spans, span, {
        order,
        start: start + BigInt(Math.floor(random() * 1e6)),
        random,
      });
      spans.traceIdHigh[row] = high;
      spans.traceIdLow[row] = low;
      spans.spanId[row] = ids[index];
      spans.parentSpanId[row] = span.parent < 0 ? 0n : ids[span.parent];
      spans.durationNanos[row] = BigInt(Math.floor(span.durationNanos * (0.5 + random())));
      spans.kind[row] = span.kind;
      spans.status[row] = span.status;
      spans.name[row] = builder.text(span.name);
      spans.statusCode[row] = builder.text(span.statusCode);
      this.#body(spans, span, digits, random);
    }
    for (const log of template.logs) {
      const { logs } = builder;
      const row = this.#common(logs, log, { order, start, random });
      logs.traceIdHigh[row] = high;
      logs.traceIdLow[row] = low;
      logs.spanId[row] = ids[0];
      logs.severity[row] = log.severity;
      logs.eventName[row] = builder.text(log.eventName);
      this.#body(logs, log, digits, random);
      builder.events.push({
        ...log.event,
        ...ref,
        timeNanos: start + log.offsetNanos,
        ...idTexts(high, low, ids[0]),
      });
    }
  }

  #common(columns, record, { order, start, random }) {
    const row = columns.open();
    columns.timeNanos[row] = start + record.offsetNanos;
    columns.service[row] = this.builder.text(record.service);
    columns.resource[row] = numbered(this.#resources, this.builder.resources, record.resource);
    columns.scope[row] = numbered(this.#scopes, this.builder.scopes, record.scope);
    columns.contentHash[row] = this.#randomWord(random);
    columns.orders.add(row, order);
    this.rows++;
    return row;
  }

  #body(columns, { body, orderAt, randomAt }, digits, random) {
    columns.appendBody(body);
    const from = columns.bodyLength - body.length;
    for (const at of orderAt) columns.body.set(digits, from + at);
    for (const at of randomAt)
      for (let i = 0; i < 32; i++) columns.body[from + at + i] = hexDigits[Math.floor(random() * 16)];
    columns.seal();
  }

  #randomWord(random) {
    this.#words[0] = random() * 4294967296;
    this.#words[1] = random() * 4294967296;
    return this.#word[0];
  }
}

const hexDigits = Buffer.from('0123456789abcdef');

function numbered(known, list, bytes) {
  const index = known.get(bytes) ?? list.push(bytes.slice()) - 1;
  known.set(bytes, index);
  return index;
}

function idTexts(high, low, span) {
  const hex = (word) => word.toString(16).padStart(16, '0');
  return { traceId: hex(high) + hex(low), spanId: hex(span) };
}

/** By tenant: each step as the server's decoder returns it from the traffic's OTLP. */
function stepTemplates() {
  const byTenant = new Map();
  for (let number = 0; number < samples; number++) {
    const tenant = tenantOf(number);
    if (!byTenant.has(tenant)) byTenant.set(tenant, stepsOf(number));
  }
  return byTenant;
}

function stepsOf(number) {
  const traffic = orderTraffic({
    orders: 1,
    firstOrder: numbersBefore + number,
    spansPerRequest: spansPerStep,
  });
  return Array.from(traffic, ({ spans, logs }) => ({
    spans: spanTemplates(spans, number),
    logs: logTemplates(logs, spans[0], number),
  }));
}

function spanTemplates(spans, number) {
  const { batch } = decodeTraces(encodeTraces(spans), 'protobuf');
  return spans.map((span, row) => ({
    ...recordTemplate(batch, 'spans', { row, number, firstNanos: spans[0].startNanos }),
    parent: spans.findIndex(({ spanId }) => spanId === span.parentSpanId),
    durationNanos: Number(span.durationNanos),
    kind: batch.spans.kind[row],
    status: batch.spans.status[row],
    name: batch.texts[batch.spans.name[row]],
    statusCode: batch.texts[batch.spans.statusCode[row]],
    randomAt: placesOf(bodyAt(batch.spans, row), span.attributes.get('messaging.message.id')),
  }));
}

function logTemplates(logs, firstSpan, number) {
  if (logs.length === 0) return [];
  const { batch } = decodeLogs(encodeLogs(logs), 'protobuf');
  return logs.map((_, row) => ({
    ...recordTemplate(batch, 'logs', { row, number, firstNanos: firstSpan.startNanos }),
    severity: batch.logs.severity[row],
    eventName: batch.texts[batch.logs.eventName[row]],
    event: batch.events[row],
    randomAt: [],
  }));
}

function recordTemplate(batch, kind, { row, number, firstNanos }) {
  const columns = batch[kind];
  const body = bodyAt(columns, row);
  return {
    offsetNanos: columns.timeNanos[row] - firstNanos,
    service: batch.texts[columns.service[row]],
    resource: batch.resources[columns.resource[row]],
    scope: batch.scopes[columns.scope[row]],
    body,
    orderAt: placesOf(body, orderOf(number).orderId),
  };
}

function bodyAt({ body, bodyEnd }, row) {
  return Buffer.from(body.subarray(row === 0 ? 0 : bodyEnd[row - 1], bodyEnd[row]));
}

function placesOf(bytes, text) {
  const places = [];
  if (text === undefined) return places;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}
