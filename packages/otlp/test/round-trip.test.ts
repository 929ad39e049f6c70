import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeLogs,
  decodeTraces,
  encodeLogs,
  encodeTraces,
  logOf,
  logsToJson,
  spanOf,
  tracesToJson,
} from '@ordertrace/otlp';
import { log, span } from './arbitrary.js';
import { storedLogs, storedSpans } from './stored.js';

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Encoding groups records by resource and scope, so records of one resource and scope keep their sequence.
 */
function ofOneScope<R extends { resource: unknown; scope: unknown }>(records: readonly R[]): R[] {
  return records.map((record) => ({ ...record, resource: records[0]?.resource, scope: records[0]?.scope }));
}

describe('spans', () => {
  it('come back as they were, through protobuf', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (given) => {
        const spans = ofOneScope(given);
        const { batch, rejected, records } = decodeTraces(encodeTraces(spans), 'protobuf');
        expect(storedSpans(batch).map(spanOf)).toEqual(spans);
        expect(rejected).toEqual([]);
        expect(records).toBe(spans.length);
      }),
    );
  });

  it('come back as they were, through JSON', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (given) => {
        const spans = ofOneScope(given);
        expect(storedSpans(decodeTraces(json(tracesToJson(spans)), 'json').batch).map(spanOf)).toEqual(spans);
      }),
    );
  });

  it('are all kept where each has a resource of its own', () => {
    fc.assert(
      fc.property(fc.uniqueArray(span, { maxLength: 6, selector: (one) => one.spanId }), (spans) => {
        const back = storedSpans(decodeTraces(encodeTraces(spans), 'protobuf').batch).map(spanOf);
        const byId = (a: { spanId: string }, b: { spanId: string }) => (a.spanId < b.spanId ? -1 : 1);
        expect(back.toSorted(byId)).toEqual(spans.toSorted(byId));
      }),
    );
  });
});

describe('log records', () => {
  it('come back as they were, through protobuf', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), (given) => {
        const logs = ofOneScope(given);
        const { batch, rejected } = decodeLogs(encodeLogs(logs), 'protobuf');
        expect(storedLogs(batch).map(logOf)).toEqual(logs);
        expect(rejected).toEqual([]);
      }),
    );
  });

  it('come back as they were, through JSON', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), (given) => {
        const logs = ofOneScope(given);
        expect(storedLogs(decodeLogs(json(logsToJson(logs)), 'json').batch).map(logOf)).toEqual(logs);
      }),
    );
  });
});
