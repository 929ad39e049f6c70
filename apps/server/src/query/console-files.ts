import { sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { consolePages } from '../access/index.js';
import { isPartnerOnly } from '../http/caller.js';

/**
 * Serves the console's built files, compressed if the build compressed them, and its single page for every
 * path of its router.
 */
export async function consoleFiles(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    globIgnore: ['**/*.br', '**/*.gz'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes(`${sep}assets${sep}`) ? forEver : askAgain);
      reply.header('vary', 'accept-encoding');
    },
  });
  for (const path of consolePages) {
    app.get(path, { schema: { hide: true } }, (request, reply) =>
      path === '/' && isPartnerOnly(request.person)
        ? reply.redirect('/partner')
        : reply.sendFile('index.html'),
    );
  }
}

/** Files in `assets` have the hash of their content in their name. */
const forEver = 'public, max-age=31536000, immutable';
const askAgain = 'no-cache';
