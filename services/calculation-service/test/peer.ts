import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  openMessaging,
  orderMessage,
  queues,
  type CloudEvent,
  type OrderMessageData,
} from '@ordertrace/messaging';

/** A stand-in for the MES: requests calculations and receives the results. */
export interface Peer {
  readonly url: string;
  /** Received results, in order. */
  readonly results: readonly CloudEvent[];
  send(event: CloudEvent, serviceUrl: string): Promise<number>;
  close(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startPeer(): Promise<Peer> {
  const results: CloudEvent[] = [];
  const { receiver, messaging } = openMessaging({ log: silent, http: { routes: {} } });
  await messaging.subscribe(queues.mesCalculations, (event) => {
    results.push(event);
    return Promise.resolve();
  });
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      void receiver
        ?.receive(queues.mesCalculations, JSON.parse(body))
        .then(({ outcome }) => response.writeHead(outcome === 'taken' ? 204 : 400).end());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    results,
    send: async (event, serviceUrl) => {
      const answer = await fetch(`${serviceUrl}/messages/${queues.calculationRequests}`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(event),
      });
      return answer.status;
    },
    close: async () => {
      await messaging.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

export function requestOf(
  orderId: string,
  data: Partial<OrderMessageData<'calculation.requested'>> = {},
): CloudEvent {
  const request = {
    order_id: orderId,
    tenant_id: 'retail',
    material: 'silver-925' as const,
    quantity: 1,
    model_key: 'ring.stl',
    ...data,
  };
  return orderMessage('calculation.requested', request, { source: 'mes-api' }).event;
}
