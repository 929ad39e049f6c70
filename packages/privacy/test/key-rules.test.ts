import { createGate, defaultPolicy, stopped, type GateOptions, type Policy } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';

const ruleOf = (key: string, policy: Partial<Policy> = {}, options: GateOptions = {}) =>
  createGate({ ...defaultPolicy, ...policy }, options).rule(key);
const stays = (form: string, isPeer = false) => ({ may: 'stay', form, isPeer });
const goes = (detector: string) => ({ may: 'go', detector });
const hashed = { may: 'hash', detector: 'unknown_key' };
const hashes = { unknownKeys: 'hash', salt: '0123456789abcdef' } as const;

describe('the form of the values of a key', () => {
  it.each([
    ...['db.statement', 'db.query.text', 'db.query.summary'].map((key) => [key, 'sql']),
    ...['url.query'].map((key) => [key, 'query']),
    ...['http.route', 'url.template'].map((key) => [key, 'route']),
    ...['url.path', 'http.target', 'path'].map((key) => [key, 'path']),
    ...[
      'order_id',
      'tenant_id',
      'service.instance.id',
      'messaging.message.id',
      'message_id',
      'orders',
      'reqId',
    ].map((key) => [key, 'id']),
    ...[
      'messaging.message.conversation_id',
      'messaging.client.id',
      'messaging.client_id',
      'container.id',
    ].map((key) => [key, 'id']),
    ...['host.id', 'cloudevents.event_id'].map((key) => [key, 'id']),
    ...[
      'server.address',
      'server.socket.address',
      'peer.service',
      'host',
      'hostname',
      'host.ip',
      'host.name',
    ].map((key) => [key, 'host']),
    ...['http.host', 'http.user_agent', 'version', 'url.full', 'http.url', 'url'].map((key) => [key, 'host']),
    ...['service.version', 'app.schema_version', 'user_agent.original', 'k8s.pod.ip', 'net.host.name'].map(
      (key) => [key, 'host'],
    ),
    ...['network.local.address'].map((key) => [key, 'host']),
    ...[
      'app.conversion',
      'service.versions',
      'app.k8s.pod',
      'app.net.pod',
      'message',
      'exception.message',
    ].map((key) => [key, 'text']),
  ])('%s is %s', (key, form) => expect(ruleOf(key)).toEqual(stays(form)));

  it('is that of IDs under further keys', () => {
    expect(ruleOf('http.vorgang')).toEqual(stays('text'));
    expect(ruleOf('http.vorgang', {}, { idKeys: ['http.vorgang'] })).toEqual(stays('id'));
  });
});

describe('a key', () => {
  it.each<readonly [string, object]>([
    ...`bullmq.job.opts.delay bullmq.job.opts.attempts bullmq.job.attemptsMade celery.action celery.state celery.task_name
    celery.eta celery.countdown celery.expires celery.retries sidekiq.at upstream_cluster.name istio.canonical_service`
      .split(/\s+/)
      .map((key) => [key, stays('text')] as const),
    ['sidekiq.retry_count', stays('text')],
    ['upstream_cluster', stays('text')],
    ['istio.mesh_id', stays('text')],
    ['bullmq.job.name', goes('unknown_key')],
    ['reason', stays('text')],
    ['http', goes('unknown_key')],
    ['http.anything.at.all', stays('text')],
    ['.http.a', goes('unknown_key')],
    ['https.a', goes('unknown_key')],
    ['http.request.header.content-type', stays('text')],
    ['http.request.header.traceparent', stays('text')],
    ['http.request.header.accept', goes('unknown_key')],
    ['http.response.header.server', goes('unknown_key')],
    ['http.request.body', goes('unknown_key')],
    ['http.response.body', goes('unknown_key')],
    ['http.request.body.a', goes('unknown_key')],
    ['http.response.body.a', goes('unknown_key')],
    ['rpc.grpc.request.metadata.a', goes('unknown_key')],
    ['rpc.grpc.response.metadata.a', goes('unknown_key')],
    ['rpc.request.metadata.a', goes('unknown_key')],
    ['rpc.response.metadata.a', goes('unknown_key')],
    ['rpc.message.body', goes('unknown_key')],
    ['db.query.parameter.a', goes('unknown_key')],
    ['db.operation.parameter.a', goes('unknown_key')],
    ['db.statement.parameters', goes('unknown_key')],
    ['db.response.rows', goes('unknown_key')],
    ['db.user', goes('unknown_key')],
    ['messaging.message.body', goes('unknown_key')],
    ['messaging.message.header.a', goes('unknown_key')],
    ['messaging.header.a', goes('unknown_key')],
    ['process.command_args', goes('unknown_key')],
    ['process.command_line', goes('unknown_key')],
    ['process.owner', goes('unknown_key')],
    ['process.environment_variable.a', goes('unknown_key')],
    ['graphql.document', goes('unknown_key')],
    ['tls.client.a', goes('unknown_key')],
    ['aws.request.body', goes('unknown_key')],
    ['source.address', goes('person')],
    ['server.address', stays('host')],
    ['http.payment', goes('money')],
    ['http.token', goes('credential')],
  ])('%s has the rule %j by default', (key, rule) => expect(ruleOf(key)).toEqual(rule));

  it('of 256 characters is judged; a longer one goes', () => {
    expect(ruleOf('http.'.padEnd(256, 'a'))).toEqual(stays('text'));
    expect(ruleOf('http.'.padEnd(257, 'a'))).toEqual(goes('too_long'));
  });

  it('that holds data goes by what it holds', () => {
    expect(ruleOf('http.anna@example.com')).toEqual(goes('email'));
    expect(ruleOf('http.4111111111111111')).toEqual(goes('card'));
  });

  it('is allowed by name or family, also if it names a person or the default denies it', () => {
    for (const key of ['customer.name', 'vendor.price', 'process.owner'])
      expect(ruleOf(key, { allow: ['customer.name', 'vendor.*', 'process.*'] })).toEqual(stays('text'));
    expect(ruleOf('vendor', { allow: ['vendor.*'] })).toEqual(goes('unknown_key'));
    expect(ruleOf('customer.name.a', { allow: ['customer.name'] })).toEqual(goes('person'));
  });

  it('is denied by name even where its family is allowed, and by family unless it is allowed by name', () => {
    expect(ruleOf('vendor.a', { allow: ['vendor.*'], deny: ['vendor.a'] })).toEqual(goes('unknown_key'));
    expect(ruleOf('vendor.a', { allow: ['vendor.a'], deny: ['vendor.*'] })).toEqual(stays('text'));
    expect(ruleOf('host.name', { deny: ['host.*'] })).toEqual(goes('unknown_key'));
    expect(ruleOf('order_id', { deny: ['order_id'] })).toEqual(goes('unknown_key'));
  });

  it('that is unknown or denied by name is hashed if the policy says so; no other one', () => {
    expect(ruleOf('colour', hashes)).toEqual(hashed);
    expect(ruleOf('http.route', { ...hashes, deny: ['http.route'] })).toEqual(hashed);
    expect(ruleOf('db.user', hashes)).toEqual(goes('unknown_key'));
    expect(ruleOf('phone', hashes)).toEqual(goes('person'));
    expect(ruleOf('http.route', hashes)).toEqual(stays('route'));
  });

  it('is judged again after many others', () => {
    const gate = createGate(defaultPolicy);
    for (let i = 0; i < 5000; i++) gate.rule(`http.a${i}`);
    expect(gate.rule('http.a0')).toEqual(stays('text'));
    expect(gate.rule('colour')).toEqual(goes('unknown_key'));
  });
});

describe('the address of a peer', () => {
  const peerKeys = [
    'client.address',
    'network.peer.address',
    'net.peer.ip',
    'net.sock.peer.addr',
    'http.client_ip',
  ];
  const kept = (key: string, ipAddresses: Policy['ipAddresses'], address: unknown) =>
    createGate({ ...defaultPolicy, ipAddresses }).scrubAttribute('span.attribute', key, address);

  it.each(peerKeys)('under %s stays as the policy says', (key) => {
    expect(kept(key, 'keep', '93.184.216.34')).toBe('93.184.216.34');
    expect(kept(key, 'private', '93.184.216.34')).toBe(stopped);
    expect(kept(key, 'private', '10.0.0.7')).toBe('10.0.0.7');
    expect(kept(key, 'drop', '93.184.216.34')).toBe(stopped);
    expect(kept(key, 'drop', '10.0.0.7')).toBe(stopped);
  });

  it('is dropped under an allowed key too, if the policy drops addresses', () => {
    const gate = createGate({ ...defaultPolicy, ipAddresses: 'drop', allow: ['client.address'] });
    expect(gate.scrubAttribute('span.attribute', 'client.address', '10.0.0.7')).toBe(stopped);
    expect(gate.counts()).toEqual([
      { place: 'span.attribute', key: 'client.address', detector: 'ip_address', count: 1 },
    ]);
  });

  it('that is no text goes, unless all addresses stay', () => {
    expect(kept('net.peer.ip', 'private', 10)).toBe(stopped);
    expect(kept('net.peer.ip', 'private', ['10.0.0.7'])).toBe(stopped);
    expect(kept('net.peer.ip', 'keep', 10)).toBe(10);
  });

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['110.1.2.3', false],
    ['192.168.1.1', true],
    ['192.169.1.1', false],
    ['169.254.1.1', true],
    ['172.16.0.1', true],
    ['172.19.0.1', true],
    ['172.20.0.1', true],
    ['172.29.0.1', true],
    ['172.30.0.1', true],
    ['172.31.0.1', true],
    ['172.15.0.1', false],
    ['172.32.0.1', false],
    ['1.172.16.0', false],
    ['localhost', true],
    ['localhost.example', false],
    ['::1', true],
    ['::12', false],
    ['fe80::1', true],
    ['FEBF::1', true],
    ['fec0::1', false],
    ['fc00::1', true],
    ['fd12::1', true],
    ['fb00::1', false],
    ['2a02::fd00', false],
    ['::ffff:10.0.0.7', true],
    ['::ffff:93.184.216.34', false],
    ['a::ffff:10.0.0.7', false],
  ])('%s is one of a private network: %s', (address, isPrivate) => {
    expect(kept('net.peer.ip', 'private', address)).toBe(isPrivate ? address : stopped);
  });
});
