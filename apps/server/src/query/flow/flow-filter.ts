import type { FlowQuery } from '@ordertrace/api';
import type { Flow, FlowFilter, FlowLevel, Flows } from '@ordertrace/model';
import type { FastifyRequest } from 'fastify';
import { tenantScope } from '../../access/index.js';
import { maySeeInside } from '../../http/caller.js';
import { ApiError } from '../../http/errors.js';
import { instantOf } from '../../http/instant.js';

type FlowRequest = FastifyRequest<{ Querystring: FlowQuery }>;

/** The filter of a request, limited to the tenant of the caller. Partners see nothing internal. */
export function flowFilter(request: FlowRequest, query: FlowQuery = request.query): FlowFilter {
  const { from, to, tenant, flow, stage, situation, variant, source } = query;
  if (!maySeeInside(request.person)) {
    if (situation !== undefined) throw notForPartners('situation');
  }
  const fields = {
    fromNanos: instantOf(from, 'from'),
    toNanos: instantOf(to, 'to'),
    tenantId: tenantScope(request, tenant),
    source: source === 'all' || source === '' ? undefined : source,
    flow,
    stage,
    situation,
    variant,
  };
  return given(fields);
}

/** The filter without absent fields. */
export function given(fields: {
  readonly [Name in keyof FlowFilter]: FlowFilter[Name] | undefined;
}): FlowFilter {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The flows of the orders that match a filter. */
export function askedFlows(flows: Flows, { flow: name }: FlowFilter): readonly Flow[] {
  return name === undefined ? flows.all : flows.all.filter((flow) => flow.name === name);
}

export function flowLevel(request: FlowRequest): FlowLevel {
  const { level = 'stage' } = request.query;
  if (level !== 'stage' && !maySeeInside(request.person)) throw notForPartners('level');
  return level;
}

function notForPartners(field: string): ApiError {
  return new ApiError(403, 'not_allowed', {
    message: `Partners may not use "${field}": leave it out.`,
    field,
  });
}
