import { agents } from './agents.js';
import { type Case, healthy, notConsumed, twins } from './case.js';
import { statement } from './database-spans.js';
import { httpCall, httpServed } from './http-spans.js';
import type { SpanHandle, Story } from './story.js';
import { messagesBefore, requestsBefore } from './ways.js';

const kafka = agents['kafka-java'];

/** What passes a message or a request on: relays, gateways, sidecars. */
export const intermediaryCases: readonly Case[] = [
  ...twins(
    'outbox-relay',
    'An intermediary (broker, change data capture) proves arrival at itself only and becomes the new sender.',
    {
      harmless: [
        'An outbox row, Debezium’s relay that publishes it, and the consumer.',
        (story) => {
          const { billing, shop } = story.cast;
          const queue = story.place();
          messagesBefore(story, queue);
          const placed = story.placed();
          const row = statement(story, shop, { name: 'INSERT outbox', at: 0.5, under: placed });
          const sent = kafka.send(
            story,
            { from: { name: 'debezium' }, queue, at: 4, under: row },
            { names: false },
          );
          kafka.process(story, billing, sent, { at: 5 });
          return healthy();
        },
      ],
      fault: [
        'The relay published the row, and nobody took it.',
        (story) => {
          const { billing, shop } = story.cast;
          const queue = story.place();
          story.before(8, (past) => {
            const row = statement(past, shop, { name: 'INSERT outbox', at: 0.5, under: past.placed() });
            const sent = kafka.send(past, { from: { name: 'debezium' }, queue, at: 4, under: row });
            kafka.process(past, billing, sent, { at: 5 });
          });
          const row = statement(story, shop, { name: 'INSERT outbox', at: 0.5, under: story.placed() });
          kafka.send(story, { from: { name: 'debezium' }, queue, at: 4, under: row });
          return notConsumed(billing.name, queue);
        },
      ],
    },
  ),
  ...twins(
    'request-by-gateway',
    'Sidecars and gateways between two services, before or after a roll-out, are part of the way.',
    {
      harmless: [
        'An API gateway is between them since today; before, the pair was direct.',
        (story) => {
          const { stock } = story.cast;
          const host = story.host('stock');
          requestsBefore(story, host);
          const gateway = { name: 'kong' };
          const call = httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
          const inbound = httpServed(story, gateway, { at: 1.01, route: '/', under: call, names: false });
          const outbound = httpCall(
            story,
            {
              from: gateway,
              host: `${host}.internal`,
              path: '/reserve',
              at: 1.02,
              under: inbound,
              status: 200,
            },
            { names: false },
          );
          httpServed(story, stock, { at: 1.03, route: '/reserve', under: outbound });
          return healthy();
        },
      ],
      fault: [
        'The gateway took it and could not reach the service; the consumer’s work failed by its 503.',
        (story) => {
          const { billing } = story.cast;
          const host = story.host('stock');
          const queue = story.place('reserve');
          requestsBefore(story, host);
          const gateway = { name: 'kong' };
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          const work = kafka.process(story, billing, sent, { at: 2, error: '503' });
          const call = httpCall(story, {
            from: billing,
            host,
            path: '/reserve',
            at: 2.1,
            under: work,
            status: 503,
          });
          httpServed(story, gateway, { at: 2.11, route: '/', under: call, status: 503, names: false });
          return { situations: ['failed', 'lost'], certainty: 'proven', place: [host, 'kong'] };
        },
      ],
    },
  ),
  ...twins('sidecar-envoy', 'Sidecars between two services are part of the way.', {
    harmless: [
      'Envoy’s sidecars stand on both sides, as istio-proxy records them.',
      (story) => {
        const { shop, stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const call = httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
        const out = envoy(story, shop.name, { host, at: 1.01, under: call, side: 'outbound', status: 200 });
        const inbound = envoy(story, stock.name, {
          host,
          at: 1.02,
          under: out,
          side: 'inbound',
          status: 200,
        });
        httpServed(story, stock, { at: 1.03, route: '/reserve', under: inbound });
        return healthy();
      },
    ],
    fault: [
      'The caller’s sidecar answers 503 (no healthy upstream): the service never got it.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: '503' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 503,
        });
        envoy(story, billing.name, {
          host,
          at: 2.11,
          under: call,
          side: 'outbound',
          status: 503,
          flags: 'UH',
        });
        return { situations: ['failed', 'lost'], certainty: 'proven', place: host };
      },
    ],
  }),
];

interface SidecarInput {
  readonly host: string;
  readonly at: number;
  readonly under: SpanHandle;
  readonly side: 'inbound' | 'outbound';
  readonly status: number;
  readonly flags?: string;
}

/** Istio names the sidecar's service after the workload it serves. */
function envoy(story: Story, workload: string, input: SidecarInput): SpanHandle {
  const { host, at, under, side, status, flags = '-' } = input;
  const cluster = `${side}|8080||${host}.default.svc.cluster.local`;
  return story.span(
    { name: `${workload}.default` },
    {
      name: `${host}.default.svc.cluster.local:8080/*`,
      kind: side === 'inbound' ? 'server' : 'client',
      at,
      under,
      names: false,
      ...(status >= 500 ? { error: '' } : {}),
      attributes: {
        component: 'proxy',
        node_id: `sidecar~10.1.2.3~${workload}-1.default~default.svc.cluster.local`,
        'http.method': 'POST',
        'http.url': `http://${host}:8080/reserve`,
        'http.status_code': String(status),
        response_flags: flags,
        upstream_cluster: cluster,
        'upstream_cluster.name': cluster,
        'istio.canonical_service': workload,
      },
    },
  );
}
