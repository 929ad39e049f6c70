import type { OrderCountsQuery } from '@ordertrace/api';
import type { OrderFilter } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { storedIds, tenantScope } from '../access/index.js';
import { maySeeInside } from '../http/caller.js';
import { ApiError } from '../http/errors.js';
import { instantOf } from '../http/instant.js';

/** Converts the list's filters for the store; an invalid instant is rejected with its field name. */
export function orderFilter(request: FastifyRequest<{ Querystring: OrderCountsQuery }>): OrderFilter {
  const { query } = request;
  const { q, flow, stage, situation, open, abandoned, problem, at_risk: atRisk } = query;
  if ((problem !== undefined || atRisk !== undefined) && !maySeeInside(request.person))
    throw new ApiError(403, 'not_allowed', { message: 'Problems and risks are not shown to partners.' });
  return withoutAbsent({
    text: q === '' ? undefined : q,
    orId: q === undefined || q === '' ? undefined : storedIds(request, q)[1],
    tenantId: tenantScope(request, query.tenant),
    flow: flow === '' ? undefined : flow,
    stage,
    situation,
    open,
    abandoned,
    atRisk,
    problem,
    stageBeforeNanos: instantOf(query.stage_before, 'stage_before'),
    closedFromNanos: instantOf(query.closed_from, 'closed_from'),
    closedToNanos: instantOf(query.closed_to, 'closed_to'),
  });
}

function withoutAbsent(filter: { readonly [Name in keyof OrderFilter]: OrderFilter[Name] | undefined }) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as OrderFilter;
}
