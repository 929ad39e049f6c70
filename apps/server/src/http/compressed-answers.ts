import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from './addresses.js';

/** Below this, what is saved on the way is less than what compressing takes. Bytes. */
const leastLength = 16_384;
const compress = promisify(gzip);

/**
 * Long JSON answers go compressed to those who take it: an order of 5,000 spans is 6 MB, and 0.3 MB compressed.
 * Not within this machine, where the way costs nothing; nor what is streamed.
 */
export function compressedAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < leastLength) return payload;
    if (reply.hasHeader('content-encoding') || isLoopback(request.ip)) return payload;
    reply.header('vary', 'accept-encoding');
    if (!takesGzip(request.headers['accept-encoding'])) return payload;
    const compressed = await compress(payload, { level: 1 });
    reply.header('content-encoding', 'gzip').header('content-length', compressed.length);
    return compressed;
  });
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((one) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));
}
