import { definedFields } from '@ordertrace/conventions';
import { ApiError } from '../http/errors.js';
import type { EpochNanos, Span } from '@ordertrace/model';
import { tracesToJson } from '@ordertrace/otlp';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { limitFrom, type JaegerOptions } from './classic-routes.js';
import { dependencies } from './dependencies.js';
import { operationsOf } from './operations.js';
import { ParameterError, Parameters, traceIdFrom } from './parameters.js';
import { searchWarnings } from './search-warnings.js';
import type { TagQuery } from './tag-match.js';
import { findTraces, spansOfTrace, type RequestedSearch } from './trace-search.js';
import { traceSummary } from './trace-summary.js';

/** The API of Jaeger 2, with OTLP and exact nanoseconds. Parameters may have either spelling. */
export function v3Routes(app: FastifyInstance, { store, gate }: JaegerOptions, done: () => void): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ParameterError) return refuse(reply, 400, error.message);
    if (error instanceof ApiError) return refuse(reply, error.status, error.message);
    request.log.error({ err: error }, 'a question by Jaeger failed');
    return refuse(reply, 500, 'The server failed; its log says why.');
  });

  const find = async (url: string) => {
    const search = searchFrom(new Parameters(url));
    const traces = await findTraces(store, search);
    return { traces, warnings: searchWarnings(search, traces.length, gate) };
  };

  app.get('/api/v3/services', async () => ({ services: await store.services() }));

  app.get('/api/v3/operations', async (request) => {
    const asked = new Parameters(request.url);
    const service = asked.text('service') ?? '';
    const kind = asked.text('spanKind', 'span_kind');
    return { operations: await operationsOf(store, { service, kind, unspecified: 'internal' }) };
  });

  app.get('/api/v3/traces', async (request, reply) => {
    const { traces, warnings } = await find(request.url);
    return sendTraces(reply, traces.flat(), warnings);
  });

  app.get<{ Params: { trace_id: string } }>('/api/v3/traces/:trace_id', async (request, reply) => {
    const asked = new Parameters(request.url);
    // The bounds are only hints: the trace is found without them, and returned whole.
    asked.instant('startTime', 'start_time');
    asked.instant('endTime', 'end_time');
    return sendTraces(reply, await spansOfTrace(store, traceIdFrom(request.params.trace_id)));
  });

  app.get('/api/v3/trace-summaries', async (request) => {
    const { traces, warnings } = await find(request.url);
    return { summaries: traces.map(traceSummary), ...named(warnings) };
  });

  app.get('/api/v3/dependencies', async (request) => {
    const asked = new Parameters(request.url);
    const fromNanos = required(asked, 'startTime', 'start_time');
    const toNanos = required(asked, 'endTime', 'end_time');
    if (toNanos <= fromNanos) throw new ParameterError('endTime must be after startTime');
    const found = await dependencies(store, { fromNanos, toNanos });
    // JSON of Protobuf has 64-bit numbers as texts.
    return { dependencies: found.map((calls) => ({ ...calls, callCount: String(calls.callCount) })) };
  });
  done();
}

function refuse(reply: FastifyReply, httpCode: number, message: string) {
  return reply.status(httpCode).send({ error: { httpCode, message } });
}

function sendTraces(reply: FastifyReply, spans: readonly Span[], warnings: readonly string[] = []) {
  if (spans.length === 0) return refuse(reply, 404, ['No traces found', ...warnings].join('. '));
  return reply.send({ result: tracesToJson(spans), ...named(warnings) });
}

/** Jaeger has no field for warnings here. Its clients read past unknown ones. */
function named(warnings: readonly string[]): { warnings?: readonly string[] } {
  return warnings.length === 0 ? {} : { warnings };
}

function required(asked: Parameters, name: string, oldName: string): EpochNanos {
  const nanos = asked.instant(name, oldName);
  if (nanos === undefined) throw new ParameterError(`${name} is required`);
  return nanos;
}

function searchFrom(asked: Parameters): RequestedSearch {
  if (asked.text('query.filter') !== undefined)
    throw new ParameterError('query.filter is not known here: use query.attributes');
  const service = asked.text('query.serviceName', 'query.service_name');
  const operation = asked.text(
    ...['query.operationName', 'query.operation_name', 'query.spanName', 'query.span_name'],
  );
  return {
    ...definedFields({ service, operation }),
    ...boundsFrom(asked),
    tags: tagsFrom(asked),
    ...limitFrom(asked, 'query.searchDepth', 'query.search_depth', 'query.num_traces', 'query.numTraces'),
  };
}

function boundsFrom(asked: Parameters) {
  const fromNanos = asked.instant('query.startTimeMin', 'query.start_time_min');
  const toNanos = asked.instant('query.startTimeMax', 'query.start_time_max');
  const minDurationNanos = asked.duration('query.durationMin', 'query.duration_min');
  const maxDurationNanos = asked.duration('query.durationMax', 'query.duration_max');
  if (fromNanos !== undefined && toNanos !== undefined && fromNanos > toNanos)
    throw new ParameterError('query.startTimeMin must be before query.startTimeMax');
  if (minDurationNanos !== undefined && maxDurationNanos !== undefined && maxDurationNanos < minDurationNanos)
    throw new ParameterError('query.durationMax must not be less than query.durationMin');
  return {
    ...definedFields({ fromNanos, toNanos, minDurationNanos, maxDurationNanos }),
  };
}

/** A JSON object, which Jaeger's page builds from the user's input. */
function tagsFrom(asked: Parameters): TagQuery {
  const text = asked.text('query.attributes');
  return text === undefined ? new Map() : asked.tagObject('query.attributes', text);
}
