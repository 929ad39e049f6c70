import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';

/** gRPC codes that request a retry: the connection broke, or the server says so. */
const retryable = new Set([
  grpc.status.UNAVAILABLE,
  grpc.status.RESOURCE_EXHAUSTED,
  grpc.status.CANCELLED,
  grpc.status.UNKNOWN,
]);

const exportPaths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** @typedef {(signal: 'traces' | 'logs', body: Uint8Array) => Promise<'kept' | 'later'>} Post */

/**
 * Sends requests as an exporter does: each is retried unchanged until it is acknowledged, also after the
 * server's death. From time to time an acknowledged request is repeated, as after a lost answer.
 * @param {{
 *   requests: Iterator<{ spans: object[], logs: object[] }>, connect: () => Promise<Post>,
 *   acknowledged: import('./acknowledged.js').Acknowledged, random: () => number,
 *   counts: { sent: number, again: number, kept: number }, isOver: () => boolean,
 * }} sender `connect` waits for a running server and returns the function that posts to it
 */
export async function sendUntilOver({ requests, connect, acknowledged, random, counts, isOver }) {
  const send = async (signal, body) => {
    for (;;) {
      const post = await connect();
      counts.sent++;
      if ((await post(signal, body)) === 'kept') break;
      counts.again++;
    }
    counts.kept++;
  };
  while (!isOver()) {
    const { value, done } = requests.next();
    if (done) return;
    const { spans, logs } = value;
    const traces = encodeTraces(spans);
    await send('traces', traces);
    acknowledged.addSpans(spans);
    if (random() < 0.02) await send('traces', traces);
    if (logs.length === 0) continue;
    const lines = encodeLogs(logs);
    await send('logs', lines);
    acknowledged.addLogs(logs);
    if (random() < 0.02) await send('logs', lines);
  }
}

/** @returns {Post} */
export function overHttp({ otlp }) {
  return async (signal, body) => {
    let response;
    try {
      response = await fetch(`${otlp}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body,
      });
      await response.arrayBuffer();
    } catch {
      // The status is the acknowledgement; the server may die before the rest of the answer.
      return response?.ok === true ? 'kept' : 'later';
    }
    if (response.ok) return 'kept';
    if (response.status !== 503 && response.status !== 429) throw new Error(`${signal}: ${response.status}`);
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
    return 'later';
  };
}

/** @returns {Post & { close(): void }} */
export function overGrpc({ grpc: address }) {
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  const asItIs = (bytes) => bytes;
  const post = (signal, body) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(exportPaths[signal], asItIs, asItIs, Buffer.from(body), (error) => {
        if (error === null) resolve('kept');
        else if (retryable.has(error.code)) resolve(sleep(20, 'later'));
        else reject(error);
      });
    });
  return Object.assign(post, { close: () => client.close() });
}
