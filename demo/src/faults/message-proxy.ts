import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/**
 * Fault of a message on its way:
 * - `lost`: the sender gets a success answer, but nothing arrives
 * - `timeout`: the receiver never answers
 * - `poison`: the receiver can't process the data
 * - `no_context`: trace and baggage are removed
 * - `twice`: the message is delivered twice
 * - `retried`: the first try fails
 */
export type MessageFault = 'lost' | 'timeout' | 'poison' | 'no_context' | 'twice' | 'retried';

export interface FaultyMessage {
  readonly queue: string;
  readonly orderId: string;
  readonly fault: MessageFault;
}

interface Arrived {
  readonly queue: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Proxy between the services that push messages over HTTP. Messages without an injected fault pass unchanged.
 */
export class MessageProxy {
  readonly #server: Server;
  readonly #routes: Readonly<Record<string, string>>;
  readonly #faults = new Map<string, MessageFault>();

  /** `routes`: for each queue, the base address of the service that reads it. */
  constructor(routes: Readonly<Record<string, string>>) {
    this.#routes = routes;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => answer(response, 502));
    });
  }

  /** Listens on a free port of loopback and returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Applies the fault to every later message of the order on the queue. */
  inject({ queue, orderId, fault }: FaultyMessage): void {
    this.#faults.set(`${queue} ${orderId}`, fault);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrived = await read(request);
    const key = `${arrived.queue} ${String(arrived.event['orderid'])}`;
    const fault = this.#faults.get(key);
    if (fault === 'timeout') return;
    if (fault === 'lost') {
      answer(response, 204);
      return;
    }
    if (fault === 'retried') {
      this.#faults.delete(key);
      answer(response, 503);
      return;
    }
    if (fault === 'twice') await this.#forward(arrived);
    answer(response, await this.#forward(changed(arrived, fault)));
  }

  async #forward({ queue, event, headers }: Arrived): Promise<number> {
    const base = this.#routes[queue];
    if (base === undefined) return 404;
    const answered = await fetch(`${base}/messages/${encodeURIComponent(queue)}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    });
    await answered.arrayBuffer();
    return answered.status;
  }
}

const passedOn = ['content-type', 'authorization', 'traceparent'];

async function read(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).filter(([name]) => passedOn.includes(name));
  return {
    queue: decodeURIComponent(request.url?.split('/').at(-1) ?? ''),
    event: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
  };
}

function changed(arrived: Arrived, fault: MessageFault | undefined): Arrived {
  if (fault === 'poison') return { ...arrived, event: { ...arrived.event, data: { broken: true } } };
  if (fault !== 'no_context') return arrived;
  const gone = new Set(['traceparent', 'tracestate', 'baggage']);
  const without = (values: object) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)));
  const headers = without(arrived.headers) as Record<string, string>;
  return { ...arrived, event: without(arrived.event), headers };
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
