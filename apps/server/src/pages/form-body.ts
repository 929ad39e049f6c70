import type { FastifyInstance } from 'fastify';

const mostBytes = 16 * 1024;

/** Lets routes of `app` accept HTML forms; their `body` is a `URLSearchParams`. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: mostBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}
