import { type Case, healthy, twins } from './case.js';
import { grpcCall, grpcServed } from './grpc-spans.js';
import { httpCall, httpServed } from './http-spans.js';
import { requestsBefore, workOnMessage } from './ways.js';

const business = '4xx and their gRPC equals are business answers where a person or partner asked.';
const ownConsumer = 'Asked by one of our own consumers, final and with nothing after it, they are failures.';

/** Answers with 4xx and their gRPC equals: business, or a failure. */
export const businessAnswerCases: readonly Case[] = [
  ...twins('look-up-404', business, {
    harmless: [
      'The consumer looks the customer up, gets 404, creates it, and goes on.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1 });
        const look = httpCall(story, {
          from: billing,
          host,
          method: 'GET',
          path: '/customers/7',
          at: 2.1,
          under: work,
          status: 404,
        });
        httpServed(story, stock, {
          at: 2.11,
          method: 'GET',
          route: '/customers/{id}',
          under: look,
          status: 404,
        });
        const create = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.4,
          under: work,
          status: 201,
        });
        httpServed(story, stock, { at: 2.41, route: '/reserve', under: create, status: 201 });
        return healthy();
      },
    ],
    fault: [
      'Our own consumer’s POST was answered 404 for good, and its work failed by it.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1, error: 'Request failed with status code 404' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 404,
        });
        httpServed(story, stock, { at: 2.11, route: '/reserve', under: call, status: 404 });
        return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name, host] };
      },
    ],
  }),
  ...twins('client-error-marked-as-error', `${business} ${ownConsumer}`, {
    harmless: [
      'A framework marks its 400 to a person’s request as an error of the server; the person corrects it.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, {
          at: 2,
          route: '/orders/{id}/address',
          status: 400,
          error: 'ValidationException',
        });
        httpServed(story, shop, { at: 40, route: '/orders/{id}/address', status: 200 });
        return healthy();
      },
    ],
    fault: [
      'Our own consumer was refused with 422 for good.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1, error: '422' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 422,
        });
        httpServed(story, stock, { at: 2.11, route: '/reserve', under: call, status: 422, error: '' });
        return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name] };
      },
    ],
  }),
  ...(['INVALID_ARGUMENT', 'NOT_FOUND', 'FAILED_PRECONDITION'] as const).flatMap((code) =>
    twins(`grpc-${code.toLowerCase().replace('_', '-')}`, business, {
      harmless: [
        `A person’s request got gRPC ${code} from inside and was answered with a 4xx.`,
        (story) => {
          const { shop, stock } = story.cast;
          const call = { service: 'stock.v1.Stock', method: 'Check', host: story.host('stock'), code };
          story.placed();
          const asked = httpServed(story, shop, {
            at: 2,
            lasts: 0.5,
            route: '/orders/{id}/lines',
            status: 409,
          });
          const client = grpcCall(story, { ...call, at: 2.1, under: asked });
          grpcServed(story, stock, { ...call, at: 2.12, under: client });
          return healthy();
        },
      ],
      fault: [
        `Our own consumer got gRPC ${code} for good, and its work failed by it.`,
        (story) => {
          const { billing, stock } = story.cast;
          const call = { service: 'stock.v1.Stock', method: 'Reserve', host: story.host('stock'), code };
          const work = workOnMessage(story, { at: 2, lasts: 1, error: code });
          const client = grpcCall(story, { ...call, from: billing, at: 2.1, under: work });
          grpcServed(story, stock, { ...call, at: 2.12, under: client });
          return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name] };
        },
      ],
    }),
  ),
];
