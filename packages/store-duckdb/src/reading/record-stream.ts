import type { LogQuery, SpanQuery } from '@ordertrace/store';
import type { RecordKind } from '../bytes/record-kind.js';
import { findRecords, logSearch, spanSearch } from './find-records.js';
import type { OrderRowCount } from './order-pieces.js';
import { recordsOfTraces } from './order-records.js';
import { inOrder, packRecords } from './result-batch.js';
import { holdRuns, type RecordAt, type Snapshot } from './snapshot.js';
import { TraceSet } from './trace-set.js';

/** A streaming read. */
export type StreamRequest =
  | { readonly of: 'trace'; readonly kind: RecordKind; readonly traceId: string }
  | { readonly of: 'spans'; readonly query: SpanQuery }
  | { readonly of: 'logs'; readonly query: LogQuery };

/** Records of a stream; `isLast` if no more are known to follow. */
export interface StreamChunk {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly isLast: boolean;
  /** Present if the records belong to several orders, in sequence. */
  readonly orders?: readonly OrderRowCount[];
}

/**
 * Records in the first chunk of a search, and in later chunks. A small first chunk is cheap for readers that
 * stop early.
 */
const firstChunkRows = 64;
const chunkRows = 1024;

/** The result in chunks; `undefined` from time to time, when other work may run. Holds the runs until its end. */
export function* streamRecords(
  snapshot: Snapshot,
  request: StreamRequest,
): Generator<StreamChunk | undefined, void> {
  const kind = kindOf(request);
  const release = holdRuns(snapshot);
  try {
    const records = recordsOf(request, snapshot);
    yield* Array.isArray(records) ? chunksOfAll(kind, records) : chunksAsFound(kind, records);
  } finally {
    release();
  }
}

function recordsOf(request: StreamRequest, snapshot: Snapshot): Iterable<RecordAt | undefined> {
  switch (request.of) {
    case 'trace':
      return inOrder(request.kind, recordsOfTraces(snapshot, request.kind, new TraceSet([request.traceId])));
    case 'spans':
      return findRecords(snapshot, spanSearch(request.query));
    case 'logs':
      return findRecords(snapshot, logSearch(request.query));
  }
}

function kindOf(request: StreamRequest): RecordKind {
  if (request.of === 'spans') return 'span';
  return request.of === 'logs' ? 'log' : request.kind;
}

function* chunksOfAll(kind: RecordKind, records: readonly RecordAt[]): Generator<StreamChunk, void> {
  for (let at = 0; at < records.length; at += chunkRows) {
    const packed = packRecords(kind, records.slice(at, at + chunkRows));
    yield { packed, isLast: at + chunkRows >= records.length };
  }
}

function* chunksAsFound(
  kind: RecordKind,
  records: Iterable<RecordAt | undefined>,
): Generator<StreamChunk | undefined, void> {
  let chunk: RecordAt[] = [];
  let rows = firstChunkRows;
  for (const record of records) {
    if (record === undefined) {
      yield undefined;
      continue;
    }
    if (chunk.push(record) < rows) continue;
    yield { packed: packRecords(kind, chunk), isLast: false };
    chunk = [];
    rows = chunkRows;
  }
  if (chunk.length > 0) yield { packed: packRecords(kind, chunk), isLast: true };
}
