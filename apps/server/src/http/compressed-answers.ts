import { isLoopback } from '@ordertrace/conventions';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Shorter responses cost more time to compress than the network saves. Bytes. */
const leastLength = 16_384;
const compress = promisify(gzip);

/**
 * Compresses long JSON responses for clients that accept it: an order of 5,000 spans is 6 MB, and 0.3 MB
 * compressed. It excludes requests from this machine, where the network is free, and streams.
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
