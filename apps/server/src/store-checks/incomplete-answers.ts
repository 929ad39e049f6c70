import type { StoreChecks } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';

/** The header with the damaged files that affect a response; absent from complete responses. */
const incompleteHeader = 'ordertrace-incomplete';

const answers = /^\/(api|partner|jaeger)\//;
const mostNamed = 5;

/** Marks each response that may lack records because of a damaged file. */
export function markIncompleteAnswers(app: FastifyInstance, checks: StoreChecks | undefined): void {
  if (checks === undefined) return;
  app.addHook('onSend', async (request, reply) => {
    if (!answers.test(request.url)) return;
    const files = await incompleteFiles(checks);
    if (files.length > 0) reply.header(incompleteHeader, files.slice(0, mostNamed).join(', '));
  });
}

/** The damaged files that affect results, without duplicates. */
export async function incompleteFiles(checks: StoreChecks): Promise<string[]> {
  const damage = await checks.damage().catch(() => []);
  return [...new Set(damage.filter(({ isIncomplete }) => isIncomplete).map(({ file }) => file))];
}
