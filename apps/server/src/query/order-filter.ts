import type { OrderCountsQuery } from '@ordertrace/api';
import { nanosFromMillis, type EpochNanos } from '@ordertrace/model';
import type { OrderFilter } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { tenantScope } from '../access/index.js';
import { ApiError } from './errors.js';

/** The list's filters as the store knows them; an instant that is none is refused with its name. */
export function orderFilter(request: FastifyRequest<{ Querystring: OrderCountsQuery }>): OrderFilter {
  const { query } = request;
  const { q, stage, situation, open, abandoned } = query;
  return withoutAbsent({
    text: q === '' ? undefined : q,
    tenantId: tenantScope(request, query.tenant),
    stage,
    situation,
    open,
    abandoned,
    stageBeforeNanos: instant(query, 'stage_before'),
    closedFromNanos: instant(query, 'closed_from'),
    closedToNanos: instant(query, 'closed_to'),
  });
}

type InstantName = 'stage_before' | 'closed_from' | 'closed_to';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function instant(query: OrderCountsQuery, field: InstantName): EpochNanos | undefined {
  const text = query[field];
  if (text === undefined || text === '') return undefined;
  const millis = timestamp.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) {
    throw new ApiError(400, 'invalid_parameter', {
      message: `"${text}" is no time. Give one such as 2026-11-22T09:00:00Z.`,
      field,
    });
  }
  return nanosFromMillis(millis);
}

function withoutAbsent(filter: { readonly [Name in keyof OrderFilter]: OrderFilter[Name] | undefined }) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as OrderFilter;
}
