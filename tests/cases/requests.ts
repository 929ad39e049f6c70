import { agents } from './agents.js';
import { type Case, healthy, lost, twins } from './case.js';
import { statement } from './database-spans.js';
import { grpcCall, grpcServed } from './grpc-spans.js';
import { httpCall, httpServed } from './http-spans.js';
import { requestsBefore } from './ways.js';

const kafka = agents['kafka-java'];
const sameReceiver = 'Proof of receipt: a receiver’s span by parent, link, message id or shared span id.';
const below =
  'Proof of receipt: a span or log record of the receiving application below the sender, also where the span between is missing or unfinished.';
const answered = 'Proof of receipt: a 2xx answer or gRPC OK.';
const refused = 'Negative evidence: refused, dead-lettered, expired, timed out, process ended.';

/** How a request proves that it arrived, or that it did not. */
export const requestCases: readonly Case[] = [
  ...twins('answered-without-server-span', answered, {
    harmless: [
      'The client has the answer 200; the server’s span was sampled or dropped.',
      (story) => {
        const host = story.host('stock');
        requestsBefore(story, host);
        httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
        return healthy();
      },
    ],
    fault: [
      'Nobody answered: the client’s call ended in a refused connection, in a consumer’s work.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: 'connect ECONNREFUSED' });
        httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          error: 'ECONNREFUSED',
        });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: host };
      },
    ],
  }),
  ...twins('grpc-ok-without-server-span', answered, {
    harmless: [
      'gRPC OK at the client, and the server exports nothing.',
      (story) => {
        const host = story.host('stock');
        const call = { service: 'stock.v1.Stock', method: 'Reserve', host };
        story.before(8, (past) => {
          const client = grpcCall(past, { ...call, code: 'OK', at: 1, under: past.placed() });
          grpcServed(past, past.cast.stock, { ...call, code: 'OK', at: 1.05, under: client });
        });
        grpcCall(story, { ...call, code: 'OK', at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'UNAVAILABLE at the client, in a consumer’s work, and no server’s span.',
      (story) => {
        const { billing, stock } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        const call = { service: 'stock.v1.Stock', method: 'Reserve', host };
        story.before(8, (past) => {
          const client = grpcCall(past, { ...call, from: billing, code: 'OK', at: 1, under: past.placed() });
          grpcServed(past, stock, { ...call, code: 'OK', at: 1.05, under: client });
        });
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: 'UNAVAILABLE' });
        grpcCall(story, { ...call, from: billing, code: 'UNAVAILABLE', at: 2.1, under: work });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: 'Reserve' };
      },
    ],
  }),
  ...twins('server-still-works-after-client-gave-up', below, {
    harmless: [
      'The client timed out after ten seconds; the server goes on, minute by minute, and finishes.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        const call = httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 10,
          under: placed,
          error: 'timeout',
        });
        const handler = story.handle(call);
        for (const at of [30, 90, 150, 210]) statement(story, stock, { at, under: handler, names: false });
        httpServed(story, stock, { at: 1.1, lasts: 230, route: '/reserve', under: call, as: handler });
        return healthy({ neverProblem: false });
      },
    ],
    fault: [
      'The client timed out, its consumer’s work failed by it, and the server never got the request.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, {
          at: 2,
          lasts: 31,
          error: 'timeout of 30000ms exceeded',
        });
        httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          lasts: 30,
          under: work,
          error: 'timeout',
        });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: host };
      },
    ],
  }),
  ...twins('zipkin-shared-span-id', sameReceiver, {
    harmless: [
      'Client and server report one span id each with its half (B3).',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        const call = httpCall(story, { host, path: '/reserve', at: 1, under: placed });
        httpServed(story, stock, { at: 1.02, route: '/reserve', under: placed, as: call });
        return healthy();
      },
    ],
    fault: [
      'Of a shared span id only the client’s half came, without an answer.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        story.before(8, (past) => {
          const placed = past.placed();
          const call = httpCall(past, { host, path: '/reserve', at: 1, under: placed, status: 200 });
          httpServed(past, past.cast.stock, { at: 1.02, route: '/reserve', under: placed, as: call });
        });
        httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 30,
          under: story.placed(),
          error: 'timeout',
        });
        return lost({ place: host, owner: stock.name, code: ['request_not_received'] });
      },
    ],
  }),
  ...twins('refused-then-accepted', refused, {
    harmless: [
      'The first connection was reset, the client’s library tried again at once, and the second went well.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const work = kafka.process(
          story,
          billing,
          kafka.send(story, { queue, at: 1, under: story.placed() }),
          {
            at: 2,
            lasts: 3,
          },
        );
        httpCall(story, { from: billing, host, path: '/reserve', at: 2.1, under: work, error: 'ECONNRESET' });
        const again = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 3,
          under: work,
          status: 200,
        });
        httpServed(story, stock, { at: 3.02, route: '/reserve', under: again });
        return healthy();
      },
    ],
    fault: [
      'Both tries were reset, and the consumer’s work failed by them.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, lasts: 3, error: 'ECONNRESET' });
        httpCall(story, { from: billing, host, path: '/reserve', at: 2.1, under: work, error: 'ECONNRESET' });
        httpCall(story, { from: billing, host, path: '/reserve', at: 3, under: work, error: 'ECONNRESET' });
        return { situations: ['failed', 'lost'], certainty: 'proven', place: host };
      },
    ],
  }),
];
