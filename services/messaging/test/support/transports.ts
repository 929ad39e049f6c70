import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'amqplib';
import { AmqpMessaging } from '../../src/amqp/amqp-messaging.js';
import type { CloudEvent } from '../../src/cloud-event.js';
import type { DeadLetters } from '../../src/dead-letters.js';
import { HttpMessaging } from '../../src/http/http-messaging.js';
import type { DeadLetter, Messaging, MessagingLog } from '../../src/messaging.js';
import { traced } from '../../src/traced-messaging.js';

const ignore = () => undefined;
export const quiet: MessagingLog = { info: ignore, warn: ignore, error: ignore };

const patience = { deliveries: 3, ms: 0 };

/** A sender and a receiver that are connected by one transport. */
export interface Pair {
  readonly sender: Messaging;
  readonly receiver: Messaging;
  readonly deadReasons: (queue: string) => Promise<string[]>;
  close(): Promise<void>;
}

export function memoryDeadLetters(): DeadLetters {
  const letters: DeadLetter[] = [];
  return {
    add: (queue: string, event: CloudEvent, end) => {
      const { id: messageId, type, orderid: orderId, tenantid: tenantId } = event;
      letters.push({ queue, messageId, type, orderId, tenantId, at: event.time, ...end });
      return Promise.resolve();
    },
    list: ({ queue }) => Promise.resolve(letters.filter((letter) => letter.queue === queue)),
  };
}

export async function httpPair(queues: readonly string[]): Promise<Pair> {
  const deadLetters = memoryDeadLetters();
  const receiving = new HttpMessaging({ routes: {}, deadLetters, log: quiet, patience });
  const { server, url } = await serve(receiving);
  const routes = Object.fromEntries(queues.map((queue) => [queue, url]));
  const sender = traced(new HttpMessaging({ routes, deadLetters, log: quiet }), 'http');
  const receiver = traced(receiving, 'http');
  return {
    sender,
    receiver,
    deadReasons: async (queue) => (await deadLetters.list({ queue, limit: 10 })).map(({ reason }) => reason),
    close: async () => {
      await sender.close();
      await receiver.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

const statuses = { handled: 204, dead: 202, failed: 503, invalid: 400, unknown_queue: 404 } as const;

/** The receiving route of a service, without the service. */
export async function serve(receiver: HttpMessaging, port = 0): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const queue = decodeURIComponent(request.url?.split('/')[2] ?? '');
      const { outcome } = await receiver.receive(queue, JSON.parse(body));
      response.writeHead(statuses[outcome]).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export function amqpPair(url: string): Promise<Pair> {
  const sender = traced(new AmqpMessaging({ url, log: quiet }), 'rabbitmq');
  const receiver = traced(new AmqpMessaging({ url, log: quiet, patience }), 'rabbitmq');
  return Promise.resolve({
    sender,
    receiver,
    deadReasons: (queue) => reasonsIn(url, `${queue}.dead`),
    close: async () => {
      await sender.close();
      await receiver.close();
    },
  });
}

/** Reads the dead letters without removing them. */
async function reasonsIn(url: string, queue: string): Promise<string[]> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    const reasons: string[] = [];
    for (;;) {
      const message = await channel.get(queue);
      if (message === false) return reasons;
      reasons.push(String(message.properties.headers?.['x-reason']));
    }
  } finally {
    await connection.close();
  }
}
