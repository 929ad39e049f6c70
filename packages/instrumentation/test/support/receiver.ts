import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { hexIn, messages, readMessage, textIn, type Field, type Message } from './protobuf.js';

export type Attributes = Record<string, unknown>;

export interface ReceivedSpan {
  readonly service: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly links: readonly string[];
  readonly attributes: Attributes;
}

export interface ReceivedLog {
  readonly service: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  readonly body: unknown;
  readonly timeMs: number;
  readonly attributes: Attributes;
}

type Behaviour = 'ok' | 'unavailable' | 'refuse' | 'garbage' | 'silent';

/** A test collector: stores what it receives, and can simulate faults. */
export class Receiver {
  readonly spans: ReceivedSpan[] = [];
  readonly logs: ReceivedLog[] = [];
  behaviour: Behaviour = 'ok';
  requests = 0;
  readonly #server: Server;
  readonly #waiters = new Set<() => void>();

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
        this.#answer(request.url ?? '', body, response);
      });
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves as soon as the condition is true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #answer(path: string, body: Uint8Array, response: ServerResponse): void {
    this.requests++;
    if (this.behaviour === 'ok') this.#keep(path, body);
    if (this.behaviour === 'unavailable') response.writeHead(503).end();
    else if (this.behaviour === 'refuse') response.writeHead(400).end('no');
    else if (this.behaviour === 'garbage') response.writeHead(200).end('\u0000\u00ff{<not protobuf');
    else if (this.behaviour === 'ok') response.end();
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  #keep(path: string, body: Uint8Array): void {
    for (const resource of messages(readMessage(body), 1)) {
      const service = attributes(messages(resource, 1)[0] ?? new Map(), 1)['service.name'];
      for (const scope of messages(resource, 2)) {
        for (const record of messages(scope, 2)) {
          if (path.endsWith('/v1/traces')) this.spans.push(span(record, service));
          else this.logs.push(log(record, service));
        }
      }
    }
  }
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

function span(message: Message, service: unknown): ReceivedSpan {
  return {
    service,
    traceId: hexIn(message, 1),
    spanId: hexIn(message, 2),
    parentSpanId: hexIn(message, 4),
    traceState: textIn(message, 3),
    name: textIn(message, 5),
    kind: kinds[Number(message.get(6)?.[0] ?? 0)] ?? 'internal',
    links: messages(message, 13).map((link) => hexIn(link, 2)),
    attributes: attributes(message, 9),
  };
}

function log(message: Message, service: unknown): ReceivedLog {
  return {
    service,
    traceId: hexIn(message, 9),
    spanId: hexIn(message, 10),
    eventName: textIn(message, 12),
    body: messages(message, 5).map(value)[0],
    timeMs: Number(((message.get(1)?.[0] as bigint | undefined) ?? 0n) / 1000n) / 1000,
    attributes: attributes(message, 6),
  };
}

function attributes(message: Message, field: number): Attributes {
  const pairs = messages(message, field).map((pair) => [textIn(pair, 1), messages(pair, 2).map(value)[0]]);
  return Object.fromEntries(pairs) as Attributes;
}

function value(any: Message): unknown {
  const [field, values] = [...any][0] ?? [];
  const first: Field | undefined = values?.[0];
  if (field === 1) return textIn(any, 1);
  if (field === 2) return first === 1;
  if (field === 4 && typeof first === 'bigint')
    return new Float64Array(new BigUint64Array([first]).buffer)[0];
  if (field === 5) return messages(messages(any, 5)[0] ?? new Map(), 1).map(value);
  if (field === 6) return attributes(messages(any, 6)[0] ?? new Map(), 1);
  return first;
}
