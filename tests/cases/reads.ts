import { type Case, healthy, notReceived, twins } from './case.js';
import { httpCall, httpServed, oldHttpCall } from './http-spans.js';
import { requestsBefore } from './ways.js';

const looking = 'A GET, HEAD or OPTIONS is never lost, recognised by the method in every convention.';

/** Requests that only read are never lost. */
export const readCases: readonly Case[] = [
  ...twins('looking-is-not-losing', looking, {
    harmless: [
      'A long GET that nobody traced at the other end, though the place is known.',
      (story) => {
        const host = story.host('stock');
        story.before(8, (past) => {
          const call = httpCall(past, {
            host,
            method: 'GET',
            path: '/stream',
            at: 1,
            under: past.placed(),
            status: 200,
          });
          httpServed(past, past.cast.stock, { at: 1.02, method: 'GET', route: '/stream', under: call });
        });
        const placed = story.placed();
        httpCall(story, {
          host,
          method: 'GET',
          path: '/stream',
          at: 1,
          lasts: 55,
          under: placed,
          error: 'aborted',
        });
        return healthy();
      },
    ],
    fault: [
      'The same call as a POST, which never arrived.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 55,
          under: story.placed(),
          error: 'aborted',
        });
        return notReceived(stock.name, host);
      },
    ],
  }),
  ...twins('looking-by-older-conventions', looking, {
    harmless: [
      'A HEAD and an OPTIONS by the conventions of 2022, with span names that do not say so.',
      (story) => {
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        oldHttpCall(story, {
          host,
          method: 'HEAD',
          path: '/reserve',
          at: 1,
          under: placed,
          error: 'timeout',
        });
        oldHttpCall(story, {
          host,
          method: 'OPTIONS',
          path: '/reserve',
          at: 2,
          under: placed,
          error: 'timeout',
        });
        return healthy();
      },
    ],
    fault: [
      'A PUT by the conventions of 2022 that never arrived.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        story.before(8, (past) => {
          const placed = past.placed();
          const call = oldHttpCall(past, {
            host,
            method: 'PUT',
            path: '/reserve',
            at: 1,
            under: placed,
            status: 204,
          });
          httpServed(past, past.cast.stock, { at: 1.02, method: 'PUT', route: '/reserve', under: call });
        });
        const placed = story.placed();
        oldHttpCall(story, {
          host,
          method: 'PUT',
          path: '/reserve',
          at: 1,
          lasts: 30,
          under: placed,
          error: 'timeout',
        });
        return notReceived(stock.name, host);
      },
    ],
  }),
];
