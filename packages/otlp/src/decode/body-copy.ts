import type { LogColumnsBuilder, SpanColumnsBuilder } from '@ordertrace/model';
import { keyValueTag, spanTag, statusTag, valueTag } from '../wire/tags.js';
import { utf8 } from '../wire/utf8.js';
import type { ValueRange } from './order-naming.js';

const nothing = new Uint8Array(0);

/** Copies the fields that have no column into the body of a row; neighbouring fields in one step. */
export class BodyCopy {
  readonly #columns: SpanColumnsBuilder | LogColumnsBuilder;
  #bytes: Uint8Array = nothing;
  #start = 0;
  #end = 0;
  #undoTo = 0;

  constructor(columns: SpanColumnsBuilder | LogColumnsBuilder) {
    this.#columns = columns;
  }

  /** Starts a row whose fields are in `bytes`. */
  begin(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#start = 0;
    this.#end = 0;
    this.#undoTo = this.#columns.bodyLength;
  }

  /** Copies the field in `bytes[start…end)`, tag included. */
  keep(start: number, end: number): void {
    if (start !== this.#end) {
      this.flush();
      this.#start = start;
    }
    this.#end = end;
  }

  /** Writes a span status with the message only. */
  keepStatusMessage(start: number, end: number): void {
    if (start === end) return;
    this.flush();
    const length = end - start;
    const prefix: number[] = [];
    appendVarint(prefix, statusTag.message);
    appendVarint(prefix, length);
    const head: number[] = [];
    appendVarint(head, spanTag.status);
    appendVarint(head, prefix.length + length);
    this.#columns.appendBody(Uint8Array.from([...head, ...prefix]));
    this.#columns.appendBodyRange(this.#bytes, start, end);
  }

  /** Writes an attribute with this key and the value in `bytes`. */
  keepAttribute(tag: number, key: string, { start, end }: ValueRange): void {
    this.#beginAttribute(tag, key, end - start);
    this.#columns.appendBodyRange(this.#bytes, start, end);
  }

  /** Writes an attribute with this key and a whole number of at most 64 bits, which must not be negative. */
  keepNumber(tag: number, key: string, number: bigint): void {
    const value: number[] = [];
    appendVarint(value, valueTag.int);
    for (let rest = number; ; rest >>= 7n) {
      const isLast = rest < 0x80n;
      value.push(Number(rest & 0x7fn) | (isLast ? 0 : 0x80));
      if (isLast) break;
    }
    this.#beginAttribute(tag, key, value.length);
    this.#columns.appendBody(Uint8Array.from(value));
  }

  /** Writes an attribute up to its value, which has this length. */
  #beginAttribute(tag: number, key: string, valueLength: number): void {
    this.flush();
    const name = utf8(key);
    const inner: number[] = [];
    appendVarint(inner, keyValueTag.key);
    appendVarint(inner, name.length);
    inner.push(...name);
    appendVarint(inner, keyValueTag.value);
    appendVarint(inner, valueLength);
    const head: number[] = [];
    appendVarint(head, tag);
    appendVarint(head, inner.length + valueLength);
    this.#columns.appendBody(Uint8Array.from([...head, ...inner]));
  }

  /** Call at the end of the row. */
  flush(): void {
    if (this.#end > this.#start) this.#columns.appendBodyRange(this.#bytes, this.#start, this.#end);
    this.#start = 0;
    this.#end = 0;
  }

  /** Removes the body of a rejected row. */
  undo(): void {
    this.#columns.bodyLength = this.#undoTo;
  }
}

function appendVarint(to: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) to.push((rest & 0x7f) | 0x80);
  to.push(rest);
}
