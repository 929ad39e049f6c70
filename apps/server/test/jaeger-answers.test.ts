import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, noCoverage } from '@ordertrace/model';
import { decodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import { readFile } from 'node:fs/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { createApi } from '../src/api.js';

// `jaeger-spans.json` was sent to a real Jaeger (2, built from v1.76.0, spans in memory), and what it answered at
// /api/traces/{id} and /api/v3/traces/{id} is kept in `jaeger-answers.json`.
interface Tag {
  readonly key: string;
  readonly type?: string;
  readonly value: unknown;
}
interface ClassicSpan {
  readonly spanID: string;
  readonly tags: readonly Tag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[];
  readonly processID: string;
  readonly flags?: number;
  readonly warnings?: unknown;
}
interface ClassicTrace {
  readonly traceID: string;
  readonly spans: readonly ClassicSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly Tag[] }>
  >;
}
interface OtlpPart {
  readonly attributes?: readonly Tag[];
  readonly name?: string;
}
interface OtlpSpan extends OtlpPart {
  readonly spanId: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly events?: readonly (OtlpPart & { readonly timeUnixNano: string })[];
  readonly links?: readonly (OtlpPart & { readonly spanId: string })[];
}
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: OtlpPart;
    readonly scopeSpans: readonly { readonly scope: OtlpPart; readonly spans: readonly OtlpSpan[] }[];
  }[];
}
interface Answers {
  readonly classic: { readonly data: readonly ClassicTrace[] };
  readonly v3: { readonly result: OtlpTraces };
}

const traceId = '5b8efff798038103d269b633813fc60c';
const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url));
const byKey = (tags: readonly Tag[] = []) => [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));

/** Free of order, and of what either adds of its own: Jaeger its warnings, this server the flags. */
function classic({ data: [trace] }: { readonly data: readonly ClassicTrace[] }): unknown {
  return trace?.spans
    .map(({ processID, tags, logs, flags: _, warnings: __, ...rest }) => ({
      ...rest,
      tags: byKey(tags),
      logs: logs.map(({ timestamp, fields }) => ({ timestamp, fields: byKey(fields) })),
      process: { ...trace.processes[processID], tags: byKey(trace.processes[processID]?.tags) },
    }))
    .sort((a, b) => (a.spanID < b.spanID ? -1 : 1));
}

function part<T extends OtlpPart>({ attributes, ...rest }: T): object {
  const kept = byKey(attributes).filter(({ key }) => key !== '@jaeger@warnings');
  return { ...rest, attributes: kept };
}

function otlp({ resourceSpans }: OtlpTraces): unknown {
  return resourceSpans
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map(({ events = [], links = [], status, ...span }) => ({
          resource: part(resource),
          scope: { name: '', ...part(scope) },
          spanId: span.spanId,
          // Jaeger lengthens a span without duration by a nanosecond.
          span: { kind: 0, ...part(span), ...(span.name === 'inside' && { endTimeUnixNano: '' }) },
          status: { code: 0, message: '', ...status },
          events: events
            .map((event) => ({ name: '', ...part(event), at: event.timeUnixNano }))
            .sort((a, b) => (a.at < b.at ? -1 : 1)),
          links: links.map(part),
        })),
      ),
    )
    .sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

describe('the answers that a real Jaeger gave', () => {
  let store: Store;
  let api: FastifyInstance;
  let answers: Answers;

  beforeAll(async () => {
    answers = JSON.parse((await fixture('jaeger-answers.json')).toString()) as Answers;
    store = createMemoryStore();
    await store.append(decodeTraces(await fixture('jaeger-spans.json'), 'json').batch);
    api = await createApi({
      store,
      flows: () => flowsOf([manufacturerFlow()]),
      coverage: noCoverage,
      consoleFolder: undefined,
      logger: pino({ level: 'silent' }),
      metrics: createRegistry(),
      readiness: () => ({}),
      gate: createGate(defaultPolicy),
    });
  });
  afterAll(async () => {
    await api.close();
    await store.close();
  });

  it('are given by the first API: values of each type, scopes, states, references, logs', async () => {
    const answer = await api.inject(`/jaeger/api/traces/${traceId}`);
    expect(classic(answer.json<Answers['classic']>())).toEqual(classic(answers.classic));
  });

  it('are given by the third API', async () => {
    const answer = await api.inject(`/jaeger/api/v3/traces/${traceId}`);
    const named = JSON.parse(
      // Jaeger puts a name on the resource that has none; OTLP is given here as it came.
      JSON.stringify(answers.v3.result).replace(
        '"attributes":[{"key":"service.name","value":{"stringValue":"missing-service-name"}}]',
        '"attributes":[]',
      ),
    ) as OtlpTraces;
    expect(otlp(answer.json<Answers['v3']>().result)).toEqual(otlp(named));
  });
});
