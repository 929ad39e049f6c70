import type { AttributeValue } from '@ordertrace/model';
import {
  decodeLogs,
  decodeTraces,
  encodeLogs,
  encodeTraces,
  logOf,
  spanOf,
  type Scrub,
  type ScrubPlace,
} from '@ordertrace/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log, span } from './arbitrary.js';
import { sampleLog, sampleSpan } from './samples.js';
import { storedLogs, storedSpans } from './stored.js';

const secret = 'jane@example.com';
const withSecret = new Map<string, AttributeValue>([
  ['order_id', '1'],
  ['email', secret],
  ['nested', [secret]],
]);

const spanWithSecrets = sampleSpan({
  name: secret,
  traceState: secret,
  statusMessage: secret,
  status: 'error',
  attributes: withSecret,
  events: [{ timeNanos: 1n, name: secret, attributes: withSecret }],
  links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceState: secret, attributes: withSecret }],
  resource: { attributes: new Map([['service.name', 'mes-api'], ...withSecret]) },
  scope: { name: secret, version: secret, attributes: withSecret },
});
const logWithSecrets = sampleLog({
  body: [secret],
  severityText: secret,
  eventName: secret,
  attributes: withSecret,
  resource: spanWithSecrets.resource,
  scope: spanWithSecrets.scope,
});

function holds(value: AttributeValue): boolean {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner instanceof Map ? [...inner] : inner,
  ).includes(secret);
}

const mask: Scrub = (field) => (holds(field.value()) ? { value: '***' } : 'keep');
const drop: Scrub = (field) => (holds(field.value()) ? 'drop' : 'keep');

describe('a scrub function', () => {
  it('sees every place where a text can stand', () => {
    const seen = new Set<ScrubPlace>();
    const note: Scrub = ({ place }) => {
      seen.add(place);
      return 'keep';
    };
    decodeTraces(encodeTraces([spanWithSecrets]), 'protobuf', { scrub: note });
    decodeLogs(encodeLogs([logWithSecrets]), 'protobuf', { scrub: note });
    expect([...seen].toSorted()).toEqual([
      'event.attribute',
      'event.name',
      'link.attribute',
      'link.trace_state',
      'log.attribute',
      'log.body',
      'log.event_name',
      'log.severity_text',
      'resource.attribute',
      'scope.attribute',
      'scope.name',
      'scope.version',
      'span.attribute',
      'span.name',
      'span.status_message',
      'span.trace_state',
    ]);
  });

  it.each([
    ['masks', mask],
    ['drops', drop],
  ])('%s what it finds, and nothing of it is kept', (_, scrub) => {
    const traces = decodeTraces(encodeTraces([spanWithSecrets]), 'protobuf', { scrub }).batch;
    const logs = decodeLogs(encodeLogs([logWithSecrets]), 'protobuf', { scrub }).batch;
    for (const batch of [traces, logs]) {
      const kept = [batch.spans.body, batch.logs.body, ...batch.resources, ...batch.scopes];
      for (const bytes of kept) expect(Buffer.from(bytes).includes(secret)).toBe(false);
      expect(batch.texts).not.toContain(secret);
    }
  });

  it('changes what it says and leaves all else as it was', () => {
    const { batch } = decodeTraces(encodeTraces([spanWithSecrets]), 'protobuf', { scrub: mask });
    const masked = new Map([
      ['order_id', '1'],
      ['email', '***'],
      ['nested', '***'],
    ]);
    expect(spanOf(storedSpans(batch)[0]!)).toEqual({
      ...spanWithSecrets,
      name: '***',
      traceState: '***',
      statusMessage: '***',
      attributes: masked,
      events: [{ timeNanos: 1n, name: '***', attributes: masked }],
      links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceState: '***', attributes: masked }],
      resource: { attributes: new Map([['service.name', 'mes-api'], ...masked]) },
      scope: { name: '***', version: '***', attributes: masked },
    });
    expect(batch.orders).toEqual([{ tenantId: '', orderId: '1' }]);
  });

  it('that keeps all changes nothing', () => {
    fc.assert(
      fc.property(span, log, (one, line) => {
        const scrub: Scrub = () => 'keep';
        for (const scrubbing of [{}, { scrub }]) {
          const traces = decodeTraces(encodeTraces([one]), 'protobuf', scrubbing).batch;
          expect(storedSpans(traces).map(spanOf)).toEqual([one]);
          expect(traces.spans.contentHash[0]).toBe(
            decodeTraces(encodeTraces([one]), 'protobuf').batch.spans.contentHash[0],
          );
          const logs = decodeLogs(encodeLogs([line]), 'protobuf', scrubbing).batch;
          expect(storedLogs(logs).map(logOf)).toEqual([line]);
        }
      }),
    );
  });

  it('that puts back what it read changes nothing', () => {
    fc.assert(
      fc.property(span, log, (one, line) => {
        const scrub: Scrub = (field) => ({ value: field.value() });
        const spans = storedSpans(decodeTraces(encodeTraces([one]), 'protobuf', { scrub }).batch);
        expect(spans.map(spanOf)).toEqual([one]);
        const logs = storedLogs(decodeLogs(encodeLogs([line]), 'protobuf', { scrub }).batch);
        expect(logs.map(logOf)).toEqual([line]);
      }),
    );
  });

  it('gets JSON in the same form', () => {
    const json = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: secret } }] }] }] };
    const { batch } = decodeLogs(Buffer.from(JSON.stringify(json)), 'json', { scrub: mask });
    expect(logOf(storedLogs(batch)[0]!).body).toBe('***');
  });
});
