import type { CauseListQuery, ProblemListQuery } from '@ordertrace/api';
import type { ProblemFilter, ProblemQuery } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { tenantScope } from '../access/index.js';
import { instantOf } from '../http/instant.js';

type Filter = Partial<ProblemListQuery> & Pick<CauseListQuery, 'state'>;

/** Converts the list's filters for the store, limited to the tenant of the caller. */
export function problemFilter(request: FastifyRequest, query: Filter): ProblemFilter {
  const all = {
    state: query.state,
    causeId: query.cause,
    tenantId: tenantScope(request, query.tenant),
    orderId: query.order,
    flow: query.flow,
    stage: query.stage,
    situation: query.situation,
    code: query.code,
    assignee: query.assignee,
    openedAfterNanos: instantOf(query.opened_after, 'opened_after'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ''));
}

export function problemSort(text: ProblemListQuery['sort'] = '-opened_at'): Omit<ProblemQuery, 'limit'> {
  const descending = text.startsWith('-');
  return { sort: text.endsWith('since') ? 'since' : 'opened_at', descending };
}
