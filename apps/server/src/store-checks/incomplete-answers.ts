import type { StoreChecks } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';

/** Names the files because of which an answer may lack records; absent from complete answers. */
export const incompleteHeader = 'ordertrace-incomplete';

const answers = /^\/(api|partner|jaeger)\//;
const mostNamed = 5;

/** Marks each answer that may lack records, because a file of the store is damaged. */
export function markIncompleteAnswers(app: FastifyInstance, checks: StoreChecks | undefined): void {
  if (checks === undefined) return;
  app.addHook('onSend', async (request, reply) => {
    if (!answers.test(request.url)) return;
    const files = await incompleteFiles(checks);
    if (files.length > 0) reply.header(incompleteHeader, files.slice(0, mostNamed).join(', '));
  });
}

/** The damaged files that answers lack records of, each once. */
export async function incompleteFiles(checks: StoreChecks): Promise<string[]> {
  const damage = await checks.damage().catch(() => []);
  return [...new Set(damage.filter(({ isIncomplete }) => isIncomplete).map(({ file }) => file))];
}
