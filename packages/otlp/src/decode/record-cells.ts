import type { LogColumnsBuilder, SpanColumnsBuilder } from '@ordertrace/model';
import type { ByteCursor } from '../wire/cursor.js';
import type { DecodeState } from './decode-state.js';
import type { Part } from './parts.js';
import type { RecordOrigin } from './walk-request.js';

const words = new Uint32Array(2);
const asUnsigned = new BigUint64Array(words.buffer);
const asSigned = new BigInt64Array(words.buffer);
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const lowWord = littleEndian ? 0 : 1;
const highWord = 1 - lowWord;

/** Adds a row, and fills the cells that depend on the position of the record in the request. */
export function openRow(
  state: DecodeState,
  columns: SpanColumnsBuilder | LogColumnsBuilder,
  parts: RecordOrigin,
): number {
  const row = columns.open();
  columns.service[row] = parts.resource.service;
  columns.resource[row] = placeOf(parts.resource, state.batch.resources);
  columns.scope[row] = placeOf(parts.scope, state.batch.scopes);
  words[lowWord] = state.hash.low;
  words[highWord] = state.hash.high;
  columns.contentHash[row] = asUnsigned[0] ?? 0n;
  return row;
}

/** Hashes a record together with its resource and scope. */
export function hashRecord(
  state: DecodeState,
  cursor: ByteCursor,
  range: readonly [number, number],
  parts: RecordOrigin,
): void {
  const { resource, scope } = parts;
  state.hash.seed(resource.hashLow ^ scope.hashHigh, (resource.hashHigh + scope.hashLow) | 0);
  state.hash.add(cursor.view, range[0], range[1]);
}

function placeOf(part: Part, list: Uint8Array[]): number {
  if (part.index < 0) part.index = list.push(part.bytes) - 1;
  return part.index;
}

export function isZero(bytes: Uint8Array, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Whether the time at this position (-1: none) exceeds a signed 64-bit number of nanoseconds. */
export function isPastRange(bytes: Uint8Array, position: number): boolean {
  return position >= 0 && (bytes[position + 7] ?? 0) >= 0x80;
}

/**
 * End minus start, by their positions (-1: none). 0 for a span without an end, or that ends before it starts.
 */
export function durationNanos(view: DataView, start: number, end: number): bigint {
  if (end < 0) return 0n;
  const startLow = start < 0 ? 0 : view.getUint32(start, true);
  const startHigh = start < 0 ? 0 : view.getUint32(start + 4, true);
  const endLow = view.getUint32(end, true);
  const high = view.getUint32(end + 4, true) - startHigh - (endLow < startLow ? 1 : 0);
  if (high < 0) return 0n;
  words[lowWord] = endLow - startLow;
  words[highWord] = high;
  return asSigned[0] ?? 0n;
}
