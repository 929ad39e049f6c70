import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { HttpServer } from './http-server.js';
import { emptyModel } from './model-upload.js';
import { Problem } from './problem.js';

export interface UploadRoute {
  readonly url: string;
  readonly params: TSchema;
  readonly response: TSchema;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly maxBytes: number;
  /** Receives the body as a stream and returns the answer. */
  readonly receive: (request: FastifyRequest, body: AsyncIterable<Uint8Array>) => Promise<unknown>;
}

/** A `PUT` with a streamed body of any media type. */
export function addUploadRoute(server: HttpServer, route: UploadRoute): void {
  const { url, params, response, tags, summary, maxBytes, receive } = route;
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    scope.put(
      url,
      {
        schema: {
          tags,
          summary,
          params,
          response: { 200: response },
          consumes: ['model/stl', 'application/octet-stream'],
        },
        config: { problems: [409] },
        bodyLimit: maxBytes,
      },
      async (request, reply) => {
        if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
        if (!isStream(request.body)) {
          throw emptyModel();
        }
        try {
          return await receive(request, request.body);
        } catch (error) {
          // The rest of the body is not worth waiting for.
          void reply.header('connection', 'close');
          throw isTooLarge(error) ? tooLarge(maxBytes) : error;
        }
      },
    );
    done();
  });
}

function tooLarge(maxBytes: number): Problem {
  const detail = `A model has at most ${maxBytes / (1024 * 1024)} MB.`;
  return new Problem({ status: 413, code: 'model_too_large', detail });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'model_too_large';
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
