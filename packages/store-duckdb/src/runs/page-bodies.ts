import type { ByteReader } from '../bytes/byte-reader.js';

/** Where the bodies of a page's rows are: in the order of rows, and as they lie in the file. */
export interface BodyPlaces {
  /** By row: where its body ends, were the bodies in the order of rows. */
  readonly bodyEnd: Uint32Array;
  /** By row: where its body begins as the bodies lie, by shape, those of a shape in the order of their rows. */
  readonly bodyFrom: Uint32Array;
}

interface ShapesOfRows {
  readonly shapeRows: Uint32Array;
  readonly shapes: number;
}

export function readBodyPlaces(columns: ByteReader, { shapeRows, shapes }: ShapesOfRows): BodyPlaces {
  const { length } = shapeRows;
  const bodyEnd = new Uint32Array(length);
  const bodyFrom = new Uint32Array(length);
  /** By shape: where the next body of it begins. */
  const next = new Uint32Array(shapes + 1);
  let end = 0;
  for (let row = 0; row < length; row++) {
    const bytes = columns.number();
    bodyEnd[row] = end += bytes;
    next[(shapeRows[row] ?? 0) + 1] = (next[(shapeRows[row] ?? 0) + 1] ?? 0) + bytes;
  }
  for (let shape = 1; shape <= shapes; shape++) next[shape] = (next[shape] ?? 0) + (next[shape - 1] ?? 0);
  let start = 0;
  for (let row = 0; row < length; row++) {
    const rowEnd = bodyEnd[row] ?? start;
    const shape = shapeRows[row] ?? 0;
    const from = next[shape] ?? 0;
    bodyFrom[row] = from;
    next[shape] = from + rowEnd - start;
    start = rowEnd;
  }
  return { bodyEnd, bodyFrom };
}

/** The bodies in the order of rows, of bodies as they lie. */
export function bodiesByRow(bodies: Uint8Array, { bodyEnd, bodyFrom }: BodyPlaces): Uint8Array {
  const body = new Uint8Array(bodies.length);
  let start = 0;
  for (let row = 0; row < bodyEnd.length; row++) {
    const rowEnd = bodyEnd[row] ?? start;
    const from = bodyFrom[row] ?? 0;
    body.set(bodies.subarray(from, from + rowEnd - start), start);
    start = rowEnd;
  }
  return body;
}
