import { Type } from 'typebox';
import type { HttpServer } from './http-server.js';

/**
 * Health checks by part. A check rejects with the reason why its part does not work; each runs on its own.
 */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

const checkWithinMs = 2_000;

const State = Type.Object({ status: Type.String(), failing: Type.Optional(Type.Array(Type.String())) });

/** `/healthz`: the process answers. `/readyz`: all its dependencies answer too; names those that do not. */
export function addOperations(server: HttpServer, checks: Checks): void {
  const tags = ['operations'];
  const alive = { tags, summary: 'The process lives', response: { 200: State } };
  server.get('/healthz', { schema: alive, logLevel: 'warn' }, () => ({ status: 'ok' }));
  const schema = { tags, summary: 'Everything it needs answers', response: { 200: State, 503: State } };
  server.get('/readyz', { schema, logLevel: 'warn' }, async (_request, reply) => {
    const failing = await failingOf(checks);
    if (failing.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not ready', failing });
  });
}

async function failingOf(checks: Checks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ({ name, works: await worksInTime(check) })),
  );
  return results.filter(({ works }) => !works).map(({ name }) => name);
}

async function worksInTime(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkWithinMs);
  });
  const works = check().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([works, timeOver]);
  clearTimeout(timer);
  return result;
}
