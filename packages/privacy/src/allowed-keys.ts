import { attribute, fields } from '@ordertrace/conventions';

/**
 * Allowed keys by family: OpenTelemetry semantic conventions whose values describe software, not people. A
 * name ending in `.*` covers all keys with this prefix.
 */
export const allowedKeys: readonly string[] = [
  ...fields,
  ...Object.values(attribute),
  ...`reason reason_code facets queue message_id message_type attempts runs retry_in_ms waiting dropped refused
  method path route status statusCode status_text url level severity msg message error err type stack code cause
  errors errno syscall req res request response responseTime event component body text pid hostname lang kind
  outcome part signal port host operation version exitCode timeout_ms count counts index step phase
  trace_flags waiting dropped telemetry spans logLines orderEvents sent lastError consumer subject id source type
exchange routing_key delivery deliveries span.kind sampler.type sampler.param orders reqId loggerName threadName thread
  peer.service internal.span.format http.route
  server.address server.socket.address net.peer.name net.host.name net.sock.host.addr network.local.address
  http.request.body.size http.response.body.size http.request_content_length http.response_content_length
  http.response.header.content-type http.response.header.content-length http.request.header.content-type
  http.request.header.content-length http.request.header.traceparent`.split(/\s+/),
  ...`app artifact aspnetcore aws az azure browser cicd cloud cloudevents code container cpython calculation
  db deployment disk dns dotnet elasticsearch error event exception faas feature_flag file gcp go
  graphql heroku host http java jvm k8s kestrel log log4j logger messaging model net network nodejs oci os
  ordertrace otel peer pool process rpc rabbitmq server service signalr source system telemetry test thread tls url
  user_agent v8js vcs webengine work`
    .split(/\s+/)
    .map((family) => `${family}.*`),
  // The diagnosis reads these: when a job is due, how often it was tried, and who passed a request on.
  ...`bullmq.job.opts.delay bullmq.job.opts.attempts bullmq.job.attemptsMade celery.action celery.state celery.task_name
  celery.eta celery.countdown celery.expires celery.retries sidekiq.at sidekiq.retry_count upstream_cluster
  upstream_cluster.name istio.mesh_id istio.canonical_service`.split(/\s+/),
];

/** Exceptions in those families: keys that hold payloads, people or their machines. */
export const deniedKeys: readonly string[] = [
  'http.request.header.*',
  'http.response.header.*',
  'http.request.body.*',
  'http.response.body.*',
  'http.request.body',
  'http.response.body',
  'http.client_ip',
  'rpc.grpc.request.metadata.*',
  'rpc.grpc.response.metadata.*',
  'rpc.request.metadata.*',
  'rpc.response.metadata.*',
  'rpc.message.body',
  'db.query.parameter.*',
  'db.operation.parameter.*',
  'db.statement.parameters',
  'db.response.rows',
  'db.user',
  'messaging.message.body',
  'messaging.message.header.*',
  'messaging.header.*',
  'process.command_args',
  'process.command_line',
  'process.owner',
  'process.environment_variable.*',
  'graphql.document',
  'tls.client.*',
  'aws.request.body',
  'source.address',
];

/** Addresses of machines that a person may use. They are kept only if the policy keeps IP addresses. */
export const peerAddressKeys: ReadonlySet<string> = new Set([
  'client.address',
  'network.peer.address',
  'net.peer.ip',
  'net.sock.peer.addr',
  'http.client_ip',
]);

/** IDs and times. Only card numbers are searched for in their digits. */
export const idKeys: ReadonlySet<string> = new Set([
  ...fields,
  attribute.orderId,
  attribute.tenantId,
  attribute.serviceInstanceId,
  attribute.messagingMessageId,
  'message_id',
  'messaging.message.conversation_id',
  'messaging.client.id',
  'messaging.client_id',
  'container.id',
  'host.id',
  'orders',
  'reqId',
  'cloudevents.event_id',
]);

export const pathKeys: ReadonlySet<string> = new Set(['url.path', 'http.target', 'path']);
/** Path templates, with placeholders for the names of people. */
export const routeKeys: ReadonlySet<string> = new Set(['http.route', 'url.template']);
export const queryKeys: ReadonlySet<string> = new Set(['url.query']);
export const sqlKeys: ReadonlySet<string> = new Set(['db.statement', 'db.query.text', 'db.query.summary']);

/** Keys of servers; an IP address in them belongs to no person. */
export const machineKeys: ReadonlySet<string> = new Set([
  'server.address',
  'server.socket.address',
  'peer.service',
  'host',
  'hostname',
  'host.ip',
  'host.name',
  'http.host',
  'http.user_agent',
  'version',
  'url.full',
  'http.url',
  'url',
]);
