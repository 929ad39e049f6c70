import { incompleteHeader, incompleteHeaderOf } from '@ordertrace/api';
import type { StoreChecks } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';

const answers = /^\/(api|partner|jaeger)\//;

/** Marks each response that may lack records because of a damaged file. */
export function markIncompleteAnswers(app: FastifyInstance, checks: StoreChecks | undefined): void {
  if (checks === undefined) return;
  app.addHook('onSend', async (request, reply) => {
    if (!answers.test(request.url)) return;
    const files = await incompleteFiles(checks);
    // A browser keeps the headers of the answer it has, except those that a 304 replaces.
    if (files.length > 0 || reply.statusCode === 304)
      reply.header(incompleteHeader, incompleteHeaderOf(files));
  });
}

/** The damaged files that affect results, without duplicates. */
export async function incompleteFiles(checks: StoreChecks): Promise<string[]> {
  const damage = await checks.damage().catch(() => []);
  return [...new Set(damage.filter(({ isIncomplete }) => isIncomplete).map(({ file }) => file))];
}
