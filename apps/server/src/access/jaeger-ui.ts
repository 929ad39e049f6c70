import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/errors.js';
import { lookedAt } from './log/looked-at.js';

const prefix = '/jaeger-ui';

/**
 * Shows Jaeger's own UI, which has no login, to callers with access. Jaeger must run under the base path
 * `/jaeger-ui`. The proxy only reads, and never forwards our cookies and tokens.
 */
export async function jaegerUi(app: FastifyInstance, upstream: URL): Promise<void> {
  await app.register(httpProxy, {
    upstream: upstream.origin,
    prefix,
    rewritePrefix: prefix,
    httpMethods: ['GET'],
    disableRequestLogging: true,
    preHandler: (request, _reply, done) => {
      noteTrace(request);
      done();
    },
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => requestHeaders(headers as IncomingHttpHeaders),
      rewriteHeaders: (headers) => answerHeaders(headers as IncomingHttpHeaders),
      onResponse: (request, reply, response) => {
        const { stream } = response as unknown as { readonly stream: Readable };
        void passOn(request as FastifyRequest, reply as unknown as FastifyReply, stream);
      },
      onError: (reply) => {
        void sendProblem(reply as unknown as FastifyReply, {
          status: 502,
          code: 'jaeger_unavailable',
          title: 'Jaeger does not answer',
          detail: 'Jaeger at ORDERTRACE_JAEGER_UI_URL does not answer.',
        });
      },
    },
  });
}

const tracesAsked = /^\/jaeger-ui\/+api\/+(?:v3\/+)?(?:traces|archive)(?:\/+([0-9a-f]{1,32})(?![0-9a-f]))?/i;

/** Jaeger also accepts other spellings of an address, so they are recorded too. */
function noteTrace(request: FastifyRequest): void {
  const asked = tracesAsked.exec(decoded(request.url));
  if (asked === null) return;
  const [, traceId] = asked;
  lookedAt(
    request,
    traceId === undefined
      ? { action: 'jaeger_searched', orders: [] }
      : { action: 'jaeger_trace_viewed', orders: [], subject: traceId.padStart(32, '0') },
  );
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '');
  } catch {
    return url;
  }
}

/** Requests uncompressed pages, because their scripts are read below. */
function requestHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  delete kept.cookie;
  delete kept.authorization;
  return kept.accept?.includes('text/html') === true ? { ...kept, 'accept-encoding': 'identity' } : kept;
}

/** Replaces all headers that affect security. */
function answerHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  delete kept['set-cookie'];
  delete kept['content-security-policy'];
  delete kept['access-control-allow-origin'];
  return kept;
}

const mostPageBytes = 1024 * 1024;

async function passOn(request: FastifyRequest, reply: FastifyReply, body: Readable): Promise<void> {
  if (String(reply.getHeader('content-type') ?? '').startsWith('text/html')) {
    const page = await buffer(body).catch(() => undefined);
    if (page === undefined || page.byteLength > mostPageBytes) {
      void sendProblem(reply, { status: 502, code: 'jaeger_unavailable', detail: 'Jaeger broke off.' });
      return;
    }
    const origin = `${request.protocol}://${request.host}`;
    void reply.header('content-security-policy', pagePolicy(page.toString('utf8'), origin));
    void reply.send(page);
    return;
  }
  void reply.send(body);
}

/**
 * The policy for Jaeger's page, with its inline scripts (listed one by one) and style elements. Its program
 * may call Jaeger, but not our API, although the same cookie opens it.
 */
function pagePolicy(html: string, origin: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/gi)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${[`${origin}${prefix}/`, ...scripts].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${origin}${prefix}/`,
    `worker-src ${origin}${prefix}/ blob:`,
    `base-uri ${origin}${prefix}/`,
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
