import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

const folder = new URL('../../../../docs/runbooks/', import.meta.url);

/** The runbooks as texts, for links from the console: an internal network may not reach another place. */
export const runbookFiles: FastifyPluginCallbackTypebox = (app, _options, done) => {
  app.get(
    '/runbooks/:name',
    { schema: { hide: true, params: Type.Object({ name: Type.String({ pattern: '^[a-z-]+$' }) }) } },
    async (request, reply) => {
      const file = fileURLToPath(new URL(`${request.params.name}.md`, folder));
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) reply.callNotFound();
      else reply.type('text/plain; charset=utf-8').send(text);
      return reply;
    },
  );
  done();
};
