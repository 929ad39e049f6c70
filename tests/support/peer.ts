import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  openMessaging,
  readOrderMessage,
  type CloudEvent,
  type OrderMessage,
  type OutgoingMessage,
} from '@ordertrace/messaging';
import { until } from './until.js';

/** The other services, as one service sees them: they take its messages and send theirs, over HTTP push. */
export interface Peer {
  /** What the service gets as the address of every queue that it does not read itself. */
  readonly url: string;
  readonly events: CloudEvent[];
  /** Sends a message to the service; resolves when that has handled it. */
  send(to: string, message: OutgoingMessage): Promise<void>;
  /** The message of the type for the order, once it has come. */
  received<T extends OrderMessage['type']>(
    type: T,
    orderId: string,
  ): Promise<Extract<OrderMessage, { type: T }>>;
  /** From now on refuses what comes, or takes it again. */
  away(isAway: boolean): void;
  close(): Promise<void>;
}

const ignore = () => undefined;
const log = { info: ignore, warn: ignore, error: ignore };

export async function startPeer(queues: readonly string[]): Promise<Peer> {
  const events: CloudEvent[] = [];
  let isAway = false;
  const { messaging, receiver } = openMessaging({ log, http: { routes: {} } });
  if (receiver === undefined) throw new Error('HTTP push has a receiver');
  for (const queue of queues) {
    await messaging.subscribe(queue, (event) => {
      events.push(event);
      return Promise.resolve();
    });
  }
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      if (isAway) {
        response.writeHead(503).end();
        return;
      }
      const { outcome } = await receiver.receive(request.url?.split('/')[2] ?? '', JSON.parse(body));
      response.writeHead(outcome === 'taken' ? 204 : 500).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    send: async (to, { queue, event }) => {
      const sender = openMessaging({ log, http: { routes: { [queue]: to } } }).messaging;
      await sender.publish(event, { queue });
      await sender.close();
    },
    received: (type, orderId) =>
      until(`${type} of order ${orderId}`, () => {
        const found = events.find((event) => event.type === type && event.orderid === orderId);
        const message = found && readOrderMessage(found);
        return Promise.resolve(message as Extract<OrderMessage, { type: typeof type }> | undefined);
      }),
    away: (value) => {
      isAway = value;
    },
    close: async () => {
      await messaging.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
