import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { shiftTimes } from './shift-times.js';

/** Fault of an application's telemetry on its way to the server. */
export interface TelemetryFault {
  /** The application gets a success answer, but nothing arrives. */
  readonly silent?: boolean;
  /** Range of the delay of each export, in milliseconds. Exports arrive late and out of order. */
  readonly delayMs?: readonly [least: number, most: number];
  /** Error of the application's clock, in milliseconds. */
  readonly clockMs?: number;
}

/**
 * Proxy between applications and a server that receives OTLP over HTTP (protobuf). Each application sends to
 * `address(application)`. Telemetry without an injected fault passes unchanged.
 */
export class TelemetryProxy {
  readonly #server: Server;
  readonly #target: string;
  readonly #faults = new Map<string, TelemetryFault>();
  readonly #closing = new AbortController();

  /** `target`: base address of the OTLP receiver (HTTP). */
  constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => response.writeHead(502).end());
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  /** The value of `OTEL_EXPORTER_OTLP_ENDPOINT` for the application. */
  address(application: string): string {
    const bound = this.#server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    return `http://127.0.0.1:${port}/${application}`;
  }

  /** Applies the fault to all later telemetry. `{}` ends all faults of the application. */
  inject(application: string, fault: TelemetryFault): void {
    this.#faults.set(application, fault);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, application = '', path] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const body = await bodyOf(request);
    const { silent = false, delayMs, clockMs = 0 } = this.#faults.get(application) ?? {};
    const type = request.headers['content-type'] ?? 'application/x-protobuf';
    if (silent || path === undefined) {
      response.writeHead(200, { 'content-type': type }).end();
      return;
    }
    if (clockMs !== 0) shiftTimes(path, body, BigInt(clockMs) * 1_000_000n);
    if (delayMs === undefined) {
      const answered = await this.#send(path, body, type);
      response.writeHead(answered.status, { 'content-type': type }).end(answered.body);
      return;
    }
    response.writeHead(200, { 'content-type': type }).end();
    const [least, most] = delayMs;
    await pause(least + Math.random() * (most - least), undefined, { signal: this.#closing.signal });
    await this.#send(path, body, type);
  }

  async #send(path: string, body: Uint8Array, type: string): Promise<{ status: number; body: Uint8Array }> {
    const response = await fetch(this.#target + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: body as Uint8Array<ArrayBuffer>,
      signal: this.#closing.signal,
    });
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
