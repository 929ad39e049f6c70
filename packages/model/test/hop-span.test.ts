import { handoverOf, hopSpanOf, type AttributeValue, type Span, type SpanKind } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, second } from './sample-flow.js';

type Values = Readonly<Record<string, AttributeValue>>;

const start = at('2026-11-23T08:00:00Z');

interface SpanFields extends Partial<Omit<Span, 'attributes' | 'resource'>> {
  readonly resource?: Values;
}

function read(attributes: Values, { resource = {}, ...rest }: SpanFields = {}, itemKeys?: readonly string[]) {
  const span: Span = {
    ...{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceState: '', flags: 1 },
    ...{ name: 'work', kind: 'internal', startNanos: start, durationNanos: second },
    ...{ status: 'unset', statusMessage: '', events: [], links: [] },
    scope: { name: 'agent', version: '', attributes: new Map() },
    ...rest,
    attributes: new Map(Object.entries(attributes)),
    resource: { attributes: new Map(Object.entries({ 'service.name': 'shop-api', ...resource })) },
  };
  return hopSpanOf(span, itemKeys);
}

function handover(kind: SpanKind, attributes: Values, name = '') {
  return handoverOf(kind, (key) => attributes[key], name);
}

describe('a span that hands over', () => {
  it('keeps only what the analysis needs', () => {
    const link = { traceId: 'aa', spanId: 'bb', traceState: 'x', attributes: new Map() };
    expect(read({}, { parentSpanId: 'cc', links: [link] })).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      parentSpanId: 'cc',
      links: [{ traceId: 'aa', spanId: 'bb' }],
      ...{ kind: 'internal', name: 'work', service: 'shop-api', status: 'unset', statusCode: 'OK' },
      ...{ startNanos: start, durationNanos: second, orders: [] },
    });
  });

  it.each<[Values, SpanFields['status'], string]>([
    [{ 'http.response.status_code': 201n }, 'unset', '201'],
    [{ 'http.status_code': 404n }, 'error', '404'],
    [{ 'rpc.grpc.status_code': 14n }, 'error', '14'],
    [{ 'rpc.response.status_code': 'UNAVAILABLE' }, 'error', 'UNAVAILABLE'],
    [{ 'http.response.status_code': 200n, 'rpc.grpc.status_code': 14n }, 'error', '200'],
    [{}, 'error', 'ERROR'],
    [{}, 'ok', 'OK'],
  ])(
    'has the status code of its protocol, else of its status: %o %s',
    (attributes, status = 'unset', code) => {
      expect(read(attributes, { status }).statusCode).toBe(code);
    },
  );

  it('has the service, instance and version of its resource', () => {
    const resource = { 'service.name': 'mes', 'service.instance.id': 'pod-7', 'service.version': '1.2' };
    expect(read({}, { resource })).toMatchObject({ service: 'mes', instance: 'pod-7', version: '1.2' });
    expect(read({}, { resource: { 'service.name': true } }).service).toBe('');
  });

  it('names an item by the first of the keys of the flow file that it has', () => {
    expect(read({ 'order.line': 7n }, {}, ['order.parcel', 'order.line']).item).toBe('7');
    expect(read({ 'order.line': '' }, {}, ['order.line']).item).toBeUndefined();
    expect(read({ 'order.line': '7' }).item).toBeUndefined();
  });

  it('has the message of its error, and of no other status', () => {
    expect(read({}, { status: 'error', statusMessage: 'deadlock' }).errorText).toBe('deadlock');
    expect(read({}, { status: 'error' }).errorText).toBeUndefined();
    expect(read({}, { status: 'ok', statusMessage: 'fine' }).errorText).toBeUndefined();
  });

  it('has a time of arrival where its clock was ahead', () => {
    expect(read({ 'ordertrace.arrived_unix_nanos': 5n }).arrivedNanos).toBe(5n);
    expect(read({ 'ordertrace.arrived_unix_nanos': '5' }).arrivedNanos).toBeUndefined();
  });

  it.each<[what: string, Values, service: string, boolean]>([
    ['Envoy', { upstream_cluster: 'a' }, 'shop', true],
    ['newer Envoy', { 'upstream_cluster.name': 'a' }, 'shop', true],
    ['a mesh', { 'istio.mesh_id': 'a' }, 'shop', true],
    ['a mesh', { 'istio.canonical_service': 'a' }, 'shop', true],
    ['a proxy component', { component: 'Proxy' }, 'shop', true],
    ['a gateway', { component: 'Kong' }, 'shop', true],
    ['a library', { component: 'net/http' }, 'shop', false],
    ['nothing', {}, 'shop', false],
    ...[
      'istio',
      'shop-sidecar',
      'nginx-shop',
      'shop.ingress',
      'eu_traefik_1',
      'reverse-proxy',
      'ReverseProxy',
      'debezium',
    ].map((service) => ['a name', {}, service, true] as [string, Values, string, boolean]),
    ['part of a word', {}, 'kongress', false],
    ['part of a word', {}, 'hongkong', false],
  ])('only forwards where %s says that it is a proxy: %o of %s', (_, attributes, service, forwards) => {
    expect(read(attributes, { resource: { 'service.name': service } }).forwards === true).toBe(forwards);
  });

  it.each<[Values, SpanFields, boolean]>([
    [{ 'error.type': 'ECONNREFUSED' }, { status: 'error' }, true],
    [{ 'exception.type': 'java.net.ConnectException' }, { status: 'error' }, true],
    [{}, { status: 'error', statusMessage: 'dial tcp: no such host' }, true],
    [{}, { status: 'error', statusMessage: 'connection refused' }, true],
    [{}, { status: 'error', statusMessage: 'getaddrinfo EAI_AGAIN mes' }, true],
    [{}, { status: 'error', statusMessage: 'timeout' }, false],
    [{ 'error.type': 'ECONNREFUSED' }, { status: 'unset' }, false],
  ])('was refused where its error says that no server was reached: %o %o', (attributes, rest, refused) => {
    expect(read(attributes, rest).refused === true).toBe(refused);
  });

  it('will be tried again where its task queue says so', () => {
    expect(read({ 'celery.state': 'RETRY' }).willRetry).toBe(true);
    expect(read({ 'celery.state': 'FAILURE' }).willRetry).toBeUndefined();
  });
});

describe('the role of a span in messaging', () => {
  const rabbit = { 'messaging.system': 'rabbitmq' };
  const roles: readonly (readonly [SpanKind, Values, name: string, role: string | undefined])[] = [
    ['producer', {}, '', 'sender'],
    ['producer', { 'messaging.operation.type': 'send' }, '', 'sender'],
    ['producer', { 'messaging.operation.type': 'create' }, '', 'sender'],
    ['producer', { 'messaging.operation': 'Receive' }, '', 'none'],
    ...['settle', 'ack', 'nack', 'reject', 'commit'].flatMap((operation) => [
      ['producer', { 'messaging.operation.type': operation }, '', 'none'] as const,
      ['consumer', { 'messaging.operation.type': operation }, '', 'none'] as const,
    ]),
    ['consumer', {}, '', 'receiver'],
    ...['receive', 'process', 'deliver'].flatMap((operation) => [
      ['consumer', { 'messaging.operation.type': operation }, '', 'receiver'] as const,
      ['client', { ...rabbit, 'messaging.operation.type': operation }, '', 'receiver'] as const,
      ['internal', { ...rabbit, 'messaging.operation.type': operation }, '', 'receiver'] as const,
    ]),
    ...['send', 'publish', 'create'].flatMap((operation) => [
      ['consumer', { 'messaging.operation.type': operation }, '', 'none'] as const,
      ['client', { ...rabbit, 'messaging.operation.type': operation }, '', 'sender'] as const,
      ['internal', { ...rabbit, 'messaging.operation.type': operation }, '', undefined] as const,
    ]),
    ['client', { ...rabbit, 'messaging.operation.type': 'settle' }, 'send', undefined],
    ['internal', { 'messaging.operation.type': 'process' }, '', undefined],
    ['internal', rabbit, 'process orders', undefined],
    ['client', { ...rabbit, 'messaging.operation.name': 'putRecord' }, '', 'sender'],
    ['client', { ...rabbit, 'rpc.method': 'SendMessageBatch' }, '', 'sender'],
    ['client', { ...rabbit, 'rpc.method': 'Publish' }, '', 'sender'],
    ['client', { ...rabbit, 'rpc.method': 'ReceiveMessage' }, '', 'receiver'],
    ['client', { ...rabbit, 'rpc.method': 'poll' }, '', 'receiver'],
    ['client', { ...rabbit, 'rpc.method': 'GetRecords' }, '', 'receiver'],
    ['client', { ...rabbit, 'rpc.method': 'ChangeMessageVisibility' }, 'send', undefined],
    ['client', { ...rabbit, 'rpc.method': 'UnsendMessage' }, '', undefined],
    ['client', { ...rabbit, 'rpc.method': 'RenewAndReceive' }, '', undefined],
    ['client', { ...rabbit, 'rpc.method': 'peek', 'messaging.operation.name': 'send' }, '', undefined],
    ['client', rabbit, 'ServiceBus.send', 'sender'],
    ['client', rabbit, 'Kafka Produce', 'sender'],
    ['client', rabbit, 'resend', undefined],
    ['client', rabbit, 'renew lock', undefined],
    ['server', { ...rabbit, 'messaging.operation.type': 'process' }, '', 'receiver'],
  ];
  it.each(roles)('%s with %o named "%s": %s', (kind, attributes, name, role) => {
    expect(handover(kind, attributes, name).role).toBe(role);
  });

  it('of a call to a broker is no request, even over HTTP', () => {
    const call = { ...rabbit, 'http.request.method': 'POST', 'rpc.method': 'Peek', 'server.address': 'sqs' };
    expect(handover('client', call)).toEqual({});
    expect(handover('server', call)).toMatchObject({ carrier: 'request', role: 'receiver' });
  });

  it('is a message that a later span sends where it is only created', () => {
    const create = { 'messaging.operation.type': 'create' };
    expect(handover('producer', create)).toEqual({ carrier: 'message', role: 'sender', creates: true });
    expect(handover('consumer', create)).toEqual({ role: 'none' });
    expect(handover('producer', { 'messaging.operation.type': 'send' }).creates).toBeUndefined();
  });
});

describe('the place of a message', () => {
  it.each<[Values, string | undefined]>([
    [{ 'messaging.destination.name': 'q', 'messaging.destination': 'old' }, 'q'],
    [{ 'messaging.destination': 'old' }, 'old'],
    [
      { 'messaging.destination.name': '<default>', 'messaging.rabbitmq.destination.routing_key': 'key' },
      'key',
    ],
    [{ 'messaging.destination.name': '<default>' }, '<default>'],
    [{ 'messaging.destination.name': 'x', 'messaging.rabbitmq.destination.routing_key': 'key' }, 'x'],
    [{}, undefined],
  ])('of %o is %s', (attributes, destination) => {
    expect(handover('producer', attributes).destination).toBe(destination);
  });
});

describe('the place of a request', () => {
  const post = { 'http.request.method': 'post', 'server.address': 'mes' };
  it.each<[SpanKind, Values, string | undefined]>([
    ['client', post, 'POST mes'],
    ['client', { ...post, 'server.port': 80n }, 'POST mes:80'],
    ['client', { ...post, 'url.full': 'https://other:1/pay?x=1#y' }, 'POST mes/pay'],
    [
      'client',
      { 'http.method': 'PUT', 'url.full': 'https://user:pw@pay.example:443/a/b' },
      'PUT pay.example:443/a/b',
    ],
    ['client', { 'http.method': 'PUT', 'http.url': 'ftp://pay/a' }, undefined],
    ['client', { 'http.method': 'PUT', 'net.peer.name': 'pay', 'net.peer.port': 8080n }, 'PUT pay:8080'],
    ['client', { ...post, 'url.path': '/orders/48213/lines' }, 'POST mes/orders/*/lines'],
    [
      'client',
      { ...post, 'http.target': `/${'x'.repeat(32)}/${'x'.repeat(33)}` },
      `POST mes/${'x'.repeat(32)}/*`,
    ],
    ['client', { ...post, 'url.template': '/orders/{id}', 'url.path': '/orders/9' }, 'POST mes/orders/{id}'],
    ['client', { 'http.method': 'PUT', 'url.path': '/a' }, 'PUT /a'],
    ['client', { 'http.method': 'PUT' }, undefined],
    ['client', { 'rpc.system': 'grpc', 'rpc.service': 'Pay', 'rpc.method': 'Charge', ...post }, 'Pay/Charge'],
    ['client', { 'rpc.system.name': 'grpc', 'rpc.method': 'Pay/Charge', 'rpc.service': 'x' }, 'Pay/Charge'],
    ['client', { 'rpc.system': 'grpc', 'rpc.service': 'Pay' }, 'Pay'],
    ['client', { 'rpc.system': 'grpc', 'rpc.method': 'Charge' }, 'Charge'],
    ['client', { 'rpc.system': 'grpc', 'server.address': 'pay' }, 'pay'],
    ['server', { 'http.route': '/pay', 'rpc.method': 'Charge', ...post }, '/pay'],
    ['server', { 'rpc.service': 'Pay', 'rpc.method': 'Charge' }, 'Pay/Charge'],
    ['server', post, undefined],
  ])('of a %s with %o is %s', (kind, attributes, destination) => {
    expect(handover(kind, attributes)).toEqual({
      carrier: 'request',
      role: kind === 'client' ? 'sender' : 'receiver',
      ...(destination === undefined ? {} : { destination }),
    });
  });

  it.each<[SpanKind, Values]>([
    ['client', { ...post, 'db.system': 'postgresql' }],
    ['client', { ...post, 'db.system.name': 'postgresql' }],
    ['client', { 'server.address': 'mes' }],
    ['internal', post],
  ])('is none for a %s with %o', (kind, attributes) => {
    expect(handover(kind, attributes)).toEqual({});
  });

  it('has the method in capitals', () => {
    expect(read(post, { kind: 'client' }).method).toBe('POST');
    expect(read({ 'http.method': 'get' }, { kind: 'client' }).method).toBe('GET');
    expect(read({}, { kind: 'client' }).method).toBeUndefined();
  });
});

describe('a message that is delivered later', () => {
  const year = 366n * 86_400n * second;
  const inAnHour = Number(start / 1_000_000n) + 3_600_000;
  const sent = (attributes: Values, kind: SpanKind = 'producer') => read(attributes, { kind }).notBeforeNanos;

  it.each<[key: string, value: AttributeValue, delaySeconds: bigint]>([
    ['messaging.bullmq.job.options.delay', 60_000n, 60n],
    ['messaging.bullmq.job.opts.delay', 60_000n, 60n],
    ['bullmq.job.opts.delay', 60_000n, 60n],
    ['messaging.rabbitmq.message.delay', '60000', 60n],
    ['messaging.message.delay_ms', 60_000, 60n],
    ['messaging.message.delay', 60_000n, 60n],
    ['messaging.message.delay_seconds', 60n, 60n],
    ['aws.sqs.delay_seconds', 60n, 60n],
    ['messaging.sqs.delay_seconds', 60n, 60n],
    ['celery.countdown', 60n, 60n],
    ['messaging.rocketmq.message.delivery_timestamp', BigInt(inAnHour), 3600n],
    ['messaging.servicebus.message.scheduled_enqueue_time', BigInt(inAnHour / 1000), 3600n],
    ['messaging.message.scheduled_enqueue_time', BigInt(inAnHour / 1000), 3600n],
    ['messaging.message.delivery_time', new Date(inAnHour).toISOString(), 3600n],
    ['celery.eta', new Date(inAnHour).toISOString(), 3600n],
    ['messaging.sidekiq.at', inAnHour / 1000, 3600n],
    ['sidekiq.at', String(inAnHour / 1000), 3600n],
    ['messaging.hangfire.enqueue_at', new Date(inAnHour).toISOString(), 3600n],
  ])('says so in %s', (key, value, delaySeconds) => {
    expect(sent({ [key]: value })).toBe(start + delaySeconds * second);
  });

  it.each<[key: string, value: AttributeValue]>([
    ['celery.countdown', 0n],
    ['celery.countdown', -5n],
    ['celery.countdown', 366n * 86_400n + 1n],
    ['celery.countdown', 'soon'],
    ['celery.eta', 'soon'],
    ['celery.eta', start / second],
    ['celery.eta', (start + year) / 1_000_000n + 1n],
    ['celery.eta', true],
  ])('is delivered at once where %s has no such meaning: %s', (key, value) => {
    expect(sent({ [key]: value })).toBeUndefined();
  });

  it('waits a year at most, and takes the first attribute that has a meaning', () => {
    expect(sent({ 'celery.countdown': 366n * 86_400n })).toBe(start + year);
    expect(sent({ 'celery.eta': (start + year) / 1_000_000n })).toBe(start + year);
    expect(sent({ 'celery.eta': 'soon', 'celery.countdown': 60n })).toBe(start + 60n * second);
    expect(sent({ 'celery.countdown': 60n }, 'internal')).toBeUndefined();
  });
});
