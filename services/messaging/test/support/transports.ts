import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import type { DeadLetters } from '../../src/dead-letters.js';
import type { HttpMessaging } from '../../src/http/http-messaging.js';
import type { Messaging, MessagingLog } from '../../src/messaging.js';
import { openMessaging, openStoredMessaging, type StoredMessagingOptions } from '../../src/open-messaging.js';

const ignore = () => undefined;
export const quiet: MessagingLog = { info: ignore, warn: ignore, error: ignore };

/** A sender and a receiver with a database, which are connected by one transport. */
export interface Pair {
  readonly sender: Messaging;
  readonly receiver: Messaging;
  readonly deadLetters: DeadLetters;
  close(): Promise<void>;
}

export interface PairOptions extends Pick<StoredMessagingOptions, 'pool' | 'patience'> {
  readonly log?: MessagingLog;
}

const patience = { deliveries: 3, ms: 0 };

export async function httpPair(queues: readonly string[], options: PairOptions): Promise<Pair> {
  const opened = openStoredMessaging({ log: quiet, patience, pollMs: 20, ...options, http: { routes: {} } });
  const { server, url } = await serve(opened.receiver!);
  const routes = Object.fromEntries(queues.map((queue) => [queue, url]));
  const sender = openMessaging({ log: quiet, http: { routes } }).messaging;
  return {
    sender,
    receiver: opened.messaging,
    deadLetters: opened.deadLetters,
    close: async () => {
      await sender.close();
      await opened.messaging.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

const statuses = { taken: 204, failed: 503, invalid: 400, unknown_queue: 404 } as const;

/** The receiving route of a service, without the service. */
async function serve(receiver: HttpMessaging): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const queue = decodeURIComponent(request.url?.split('/')[2] ?? '');
      const { outcome } = await receiver.receive(queue, JSON.parse(body));
      response.writeHead(statuses[outcome]).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export function amqpPair(url: string, options: PairOptions): Pair {
  const http = { routes: {} };
  const sender = openMessaging({ url, log: quiet, http }).messaging;
  const opened = openStoredMessaging({ url, log: quiet, patience, pollMs: 20, ...options, http });
  return {
    sender,
    receiver: opened.messaging,
    deadLetters: opened.deadLetters,
    close: async () => {
      await sender.close();
      await opened.messaging.close();
    },
  };
}

/** A pool whose database can be taken away. */
export function interruptible(pool: Pool): { readonly pool: Pool; away: boolean } {
  const control = {
    away: false,
    pool: new Proxy(pool, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (key !== 'query') return value;
        return (...given: Parameters<Pool['query']>) =>
          control.away ? Promise.reject(new Error('database away')) : target.query(...given);
      },
    }),
  };
  return control;
}

export function reasonsOf(letters: DeadLetters, queue: string): Promise<string[]> {
  return letters.list({ queue, limit: 10 }).then((all) => all.map(({ reason }) => reason));
}
