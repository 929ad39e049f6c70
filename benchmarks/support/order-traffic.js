import { hexOf, randomOf } from './random.js';

/**
 * Traffic of the three services, for benchmarks. Orders run interleaved over days. Each of an order's twelve
 * steps is one trace of eight spans in two services (request, queries, message sent and consumed). Every span
 * has twelve attributes, and every step one `order.transition` log record. IDs are random, times differ,
 * texts repeat as in real services.
 */
export const spansPerStep = 8;
export const stepsPerOrder = 12;
export const spansPerOrder = spansPerStep * stepsPerOrder;

const steps = [
  ['shop-api', 'POST', '/orders', 'CREATED', 'mes-api', 'mes.orders'],
  ['shop-api', 'PUT', '/orders/{id}/model', '', 'mes-api', 'mes.orders'],
  ['shop-api', 'POST', '/orders/{id}/submit', 'SUBMITTED', 'mes-api', 'mes.orders'],
  ['mes-api', 'POST', '/calculations', '', 'calculation-service', 'calculation.requests'],
  ['calculation-service', 'POST', '/results', '', 'mes-api', 'mes.calculations'],
  ['mes-api', 'POST', '/prices', 'PRICED', 'shop-api', 'shop.orders'],
  ['shop-api', 'POST', '/orders/{id}/pay', 'APPROVED', 'mes-api', 'mes.orders'],
  ['mes-api', 'POST', '/work-orders/{id}/claim', 'IN_PRODUCTION', 'shop-api', 'shop.orders'],
  ['mes-api', 'POST', '/work-orders/{id}/complete', 'PRODUCED', 'shop-api', 'shop.orders'],
  ['mes-api', 'POST', '/work-orders/{id}/pack', 'PACKED', 'shop-api', 'shop.orders'],
  ['mes-api', 'POST', '/work-orders/{id}/ship', 'SHIPPED', 'shop-api', 'shop.orders'],
  ['shop-api', 'POST', '/orders/{id}/close', 'CLOSED', 'mes-api', 'mes.orders'],
];

const resources = new Map(
  ['shop-api', 'mes-api', 'calculation-service'].map((name) => [
    name,
    {
      attributes: new Map([
        ['service.name', name],
        ['service.version', '0.1.0'],
        ['service.instance.id', `${name}-1`],
        ['deployment.environment.name', 'bench'],
        ['host.name', 'factory-1'],
        ['telemetry.sdk.language', 'nodejs'],
      ]),
    },
  ]),
);
const scope = { name: '@opentelemetry/instrumentation-http', version: '0.223.0', attributes: new Map() };
const dayNanos = 86_400_000_000_000n;

/**
 * The traffic in order of arrival, as requests.
 * @param {{ orders: number, spansPerRequest?: number, seed?: number, startNanos?: bigint, firstOrder?: number, together?: number }} options
 *   orders run in parallel in groups of `together`, each step of all orders before the next step
 * @returns {Generator<{ spans: object[], logs: object[] }>}
 */
export function* orderTraffic({
  orders,
  spansPerRequest = 496,
  seed = 1,
  startNanos,
  firstOrder = 0,
  together = 1000,
}) {
  const random = randomOf(seed);
  const start = startNanos ?? 1_790_000_000_000_000_000n;
  let spans = [];
  let logs = [];
  for (let group = 0; group < orders; group += together) {
    for (let step = 0; step < stepsPerOrder; step++) {
      for (let order = group; order < Math.min(group + together, orders); order++) {
        const at = start + BigInt(Math.floor(group / together)) * 600_000_000_000n + BigInt(step) * dayNanos;
        addStep({ random, spans, logs, step, order: firstOrder + order, at });
        if (spans.length >= spansPerRequest) {
          yield { spans, logs };
          spans = [];
          logs = [];
        }
      }
    }
  }
  if (spans.length > 0) yield { spans, logs };
}

function addStep({ random, spans, logs, step, order, at }) {
  const [service, method, route, stage, receiver, queue] = steps[step];
  const orderId = `B-${100_000 + order}`;
  const tenantId = order % 5 === 0 ? `partner-${order % 4}` : 'retail';
  const traceId = hexOf(random, 16);
  const startNanos = at + BigInt(Math.floor(random() * 600e9));
  const fields = [
    ['order_id', orderId],
    ['tenant_id', tenantId],
    ['application_name', service],
    ['environment', 'bench'],
  ];
  const add = (span) => {
    const full = {
      traceId,
      spanId: hexOf(random, 8),
      traceState: '',
      flags: 257,
      status: 'unset',
      statusMessage: '',
      events: [],
      links: [],
      scope,
      ...span,
    };
    spans.push(full);
    return full.spanId;
  };
  const part = (offsetMs, lengthMs) => ({
    startNanos: startNanos + BigInt(Math.floor((offsetMs + random()) * 1e6)),
    durationNanos: BigInt(Math.floor(lengthMs * (0.5 + random()) * 1e6)),
  });
  const server = add({
    ...part(0, 20),
    name: `${method} ${route}`,
    kind: 'server',
    resource: resources.get(service),
    attributes: new Map([
      ...fields,
      ['http.request.method', method],
      ['http.route', route],
      ['http.response.status_code', 200n],
      ['url.scheme', 'http'],
      ['url.path', route.replace('{id}', orderId)],
      ['server.address', '127.0.0.1'],
      ['server.port', 7101n],
      ['network.protocol.version', '1.1'],
    ]),
  });
  for (const [index, statement] of ['SELECT orders', 'UPDATE orders', 'INSERT outbox'].entries()) {
    add({
      ...part(1 + index * 2, 1.5),
      name: statement,
      kind: 'client',
      parentSpanId: server,
      resource: resources.get(service),
      attributes: databaseAttributes(fields, statement),
    });
  }
  const producer = add({
    ...part(12, 3),
    name: `send ${queue}`,
    kind: 'producer',
    parentSpanId: server,
    resource: resources.get(service),
    attributes: messageAttributes(fields, queue, 'send', random),
  });
  const consumer = add({
    ...part(18, 8),
    name: `process ${queue}`,
    kind: 'consumer',
    parentSpanId: producer,
    resource: resources.get(receiver),
    attributes: messageAttributes(fields, queue, 'process', random),
  });
  for (const [index, statement] of ['INSERT inbox', 'UPDATE work_orders'].entries()) {
    add({
      ...part(19 + index * 2, 1.5),
      name: statement,
      kind: 'client',
      parentSpanId: consumer,
      resource: resources.get(receiver),
      attributes: databaseAttributes(fields, statement),
    });
  }
  if (stage !== '')
    logs.push(transition({ orderId, tenantId, stage, startNanos, traceId, spanId: server, service }));
}

function databaseAttributes(fields, statement) {
  const [operation, table] = statement.split(' ');
  return new Map([
    ...fields,
    ['db.system.name', 'postgresql'],
    ['db.namespace', 'ordertrace'],
    ['db.operation.name', operation],
    ['db.collection.name', table],
    ['db.query.text', `${operation} ${table} WHERE order_id = $1`],
    ['server.address', '127.0.0.1'],
    ['server.port', 5432n],
    ['network.transport', 'tcp'],
  ]);
}

function messageAttributes(fields, queue, operation, random) {
  return new Map([
    ...fields,
    ['messaging.system', 'rabbitmq'],
    ['messaging.destination.name', queue],
    ['messaging.operation.type', operation],
    ['messaging.operation.name', operation],
    ['messaging.message.id', hexOf(random, 16)],
    ['messaging.message.body.size', BigInt(200 + Math.floor(random() * 100))],
    ['server.address', '127.0.0.1'],
    ['server.port', 5672n],
  ]);
}

function transition({ orderId, tenantId, stage, startNanos, traceId, spanId, service }) {
  return {
    timeNanos: startNanos + 5_000_000n,
    observedNanos: startNanos + 5_000_000n,
    traceId,
    spanId,
    flags: 1,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', tenantId],
      ['stage', stage],
      ['actor', 'system'],
    ]),
    resource: resources.get(service),
    scope,
  };
}
