import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const styleFile = fileURLToPath(new URL('../../assets/pages.css', import.meta.url));

/** The styles of all pages that the server renders. */
export async function pageFiles(app: FastifyInstance): Promise<void> {
  const style = await readFile(styleFile, 'utf8');
  app.get('/pages.css', { schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(style),
  );
}
