import type { ByteReader } from '../bytes/byte-reader.js';

/** The positions of the bodies of a page: in row sequence, and in the file. */
export interface BodyPlaces {
  /** By row: the end of its body if the bodies were in row sequence. */
  readonly bodyEnd: Uint32Array;
  /** By row: the start of its body in the file. Bodies there are sorted by shape, then by row. */
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
  /** By shape: the start of its next body. */
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

/** Sorts the bodies from the file into row sequence. */
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
