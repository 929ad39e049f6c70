import { definedFields } from '@ordertrace/conventions';
import { ApiError } from '../http/errors.js';
import { nanosFromMillis, type EpochNanos, type Span } from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { Catalogue } from '@ordertrace/store';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { dependencies } from './dependencies.js';
import { jaegerTraces } from './jaeger-json.js';
import { operationsOf } from './operations.js';
import { ParameterError, Parameters, traceIdFrom, unreadable } from './parameters.js';
import { searchWarnings } from './search-warnings.js';
import type { TagQuery } from './tag-match.js';
import { findTraces, spansOfTrace, type RequestedSearch, type TraceSource } from './trace-search.js';

export type JaegerSource = TraceSource & Pick<Catalogue, 'services' | 'operations'>;

export interface JaegerOptions {
  readonly store: JaegerSource;
  readonly gate: Pick<Gate, 'rule'>;
}

/** Jaeger's default. */
const defaultLimit = 100;
const mostTraces = 1500;
const defaultLookbackMs = 2 * 86_400_000;
const defaultDependenciesMs = 86_400_000;

interface JaegerProblem {
  readonly code?: number;
  readonly msg: string;
  readonly traceID?: string;
}

/** Jaeger's first API, which Grafana's Jaeger source uses too, in Jaeger's own JSON. */
export function classicRoutes(app: FastifyInstance, { store, gate }: JaegerOptions, done: () => void): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ApiError) return refuse(reply, { code: error.status, msg: error.message });
    if (!(error instanceof ParameterError)) request.log.error({ err: error }, 'a question by Jaeger failed');
    const problem: JaegerProblem =
      error instanceof ParameterError
        ? { code: 400, msg: error.message }
        : { code: 500, msg: 'The server failed; its log says why.' };
    return refuse(reply, problem);
  });

  app.get('/api/services', async () => enveloped(await store.services()));

  app.get<{ Params: { service: string } }>('/api/services/:service/operations', async ({ params }) => {
    const operations = await store.operations({ service: params.service });
    return enveloped([...new Set(operations.map(({ name }) => name))]);
  });

  app.get('/api/operations', async (request) => {
    const asked = new Parameters(request.url);
    const service = asked.text('service');
    if (service === undefined) throw new ParameterError("parameter 'service' is required");
    return enveloped(await operationsOf(store, { service, kind: asked.text('spanKind'), unspecified: '' }));
  });

  app.get('/api/traces', async (request) => {
    const asked = new Parameters(request.url);
    const ids = asked.all('traceID').map(traceIdFrom);
    if (ids.length > 0) return byIds(store, ids);
    const search = searchFrom(asked);
    const traces = await findTraces(store, search);
    const warnings = searchWarnings(search, traces.length, gate);
    return tracesWith(
      traces.flat(),
      warnings.map((msg) => ({ msg })),
    );
  });

  app.get<{ Params: { trace_id: string } }>('/api/traces/:trace_id', async (request, reply) => {
    const traceId = traceIdFrom(request.params.trace_id);
    const spans = await spansOfTrace(store, traceId);
    return spans.length === 0 ? refuse(reply, { code: 404, msg: 'trace not found' }) : jaegerTraces(spans);
  });

  app.get('/api/dependencies', async (request) => {
    const time = dependencyTime(new Parameters(request.url));
    return enveloped(await dependencies(store, time), 0);
  });
  done();
}

function enveloped(data: readonly unknown[], total = data.length) {
  return { data, total, limit: 0, offset: 0, errors: null };
}

function refuse(reply: FastifyReply, problem: JaegerProblem) {
  const body = { data: null, total: 0, limit: 0, offset: 0, errors: [problem] };
  return reply.status(problem.code ?? 500).send(body);
}

/** The existing traces, and an error for each missing one. */
async function byIds(store: JaegerSource, ids: readonly string[]) {
  const traces = await Promise.all(ids.map((id) => spansOfTrace(store, id)));
  const missing = ids.filter((_, index) => traces[index]?.length === 0);
  const errors: JaegerProblem[] = missing.map((traceID) => ({ msg: 'trace not found', traceID }));
  return tracesWith(traces.flat(), errors);
}

/** Jaeger's envelope may have both: what was found, and what must be known about it. */
function tracesWith(spans: readonly Span[], errors: readonly JaegerProblem[]) {
  return { ...jaegerTraces(spans), errors: errors.length === 0 ? null : errors };
}

function searchFrom(asked: Parameters): RequestedSearch {
  const operation = asked.text('operation');
  const minDurationNanos = asked.duration('minDuration');
  const maxDurationNanos = asked.duration('maxDuration');
  if (minDurationNanos !== undefined && maxDurationNanos !== undefined && maxDurationNanos < minDurationNanos)
    throw new ParameterError("'maxDuration' should be greater than 'minDuration'");
  return {
    ...(operation === undefined || operation === 'all' ? {} : { operation }),
    ...timeFrom(asked),
    ...definedFields({ service: asked.text('service'), minDurationNanos, maxDurationNanos }),
    tags: tagsFrom(asked),
    ...limitFrom(asked, 'limit'),
  };
}

function timeFrom(asked: Parameters): { fromNanos: EpochNanos; toNanos: EpochNanos } {
  const nowMs = Date.now();
  const toNanos = asked.epoch('end', 'us') ?? nanosFromMillis(nowMs);
  const fromNanos = asked.epoch('start', 'us') ?? nanosFromMillis(nowMs - defaultLookbackMs);
  if (fromNanos > toNanos) throw new ParameterError('invalid parameter: start time must be before end time');
  return { fromNanos, toNanos };
}

export function limitFrom(
  asked: Parameters,
  ...names: readonly [string, ...string[]]
): Pick<RequestedSearch, 'limit' | 'limitAsked'> {
  const limitAsked = asked.whole(...names) ?? defaultLimit;
  if (limitAsked <= 0) throw new ParameterError(`invalid parameter: ${names[0]} must be greater than 0`);
  return { limit: Math.min(limitAsked, mostTraces), limitAsked };
}

/** Repeated `tag=key:value`, and `tags=` with a JSON object. */
function tagsFrom(asked: Parameters): TagQuery {
  const tags = new Map<string, string>();
  for (const text of asked.all('tag')) {
    const colon = text.indexOf(':');
    if (colon < 1) throw unreadable(['tag'], `expecting key:value, received: ${text}`);
    tags.set(text.slice(0, colon), text.slice(colon + 1));
  }
  for (const text of asked.all('tags')) {
    for (const [key, value] of asked.tagObject('tags', text)) tags.set(key, value);
  }
  return tags;
}

function dependencyTime(asked: Parameters): { fromNanos: EpochNanos; toNanos: EpochNanos } {
  const toNanos = asked.epoch('endTs', 'ms') ?? nanosFromMillis(Date.now());
  const lookbackMs = asked.whole('lookback') ?? defaultDependenciesMs;
  return { fromNanos: toNanos - nanosFromMillis(lookbackMs), toNanos };
}
