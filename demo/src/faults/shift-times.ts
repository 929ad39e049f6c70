/** Fields of an OTLP message: nested messages, and times (fixed64, nanoseconds since the epoch). */
interface Shape {
  readonly within: Readonly<Record<number, Shape>>;
  readonly times: ReadonlySet<number>;
}

const inside = (field: number, shape: Shape): Shape => ({ within: { [field]: shape }, times: new Set() });
const event: Shape = { within: {}, times: new Set([1]) };
const span: Shape = { within: { 11: event }, times: new Set([7, 8]) };
const logRecord: Shape = { within: {}, times: new Set([1, 11]) };

/** OTLP exports by path: resource, scope, then the records. */
const exports: Readonly<Record<string, Shape>> = {
  '/v1/traces': inside(1, inside(2, inside(2, span))),
  '/v1/logs': inside(1, inside(2, inside(2, logRecord))),
};

/**
 * Shifts all times of an OTLP export (protobuf) by `nanos`, in place, as if the sender's clock were wrong.
 * Zero times, which mean "not set", stay zero.
 */
export function shiftTimes(path: string, body: Uint8Array, nanos: bigint): void {
  const shape = exports[path];
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (shape !== undefined) shiftMessage({ view, shape, nanos }, 0, body.byteLength);
}

interface Shift {
  readonly view: DataView;
  readonly shape: Shape;
  readonly nanos: bigint;
}

function shiftMessage({ view, shape, nanos }: Shift, from: number, to: number): void {
  for (let at = from; at < to;) {
    const [key, next] = varint(view, at);
    const field = key >>> 3;
    const { begin, end } = extent(view, key & 7, next);
    if (shape.times.has(field) && end - begin === 8) shiftTime(view, begin, nanos);
    const inner = shape.within[field];
    if (inner !== undefined) shiftMessage({ view, shape: inner, nanos }, begin, end);
    at = end;
  }
}

function shiftTime(view: DataView, at: number, nanos: bigint): void {
  const time = view.getBigUint64(at, true);
  if (time !== 0n) view.setBigUint64(at, time + nanos, true);
}

/** Position and length of a field's value, by its wire type. */
function extent(view: DataView, wireType: number, at: number): { begin: number; end: number } {
  if (wireType === 0) return { begin: at, end: varint(view, at)[1] };
  if (wireType === 1) return { begin: at, end: at + 8 };
  if (wireType === 5) return { begin: at, end: at + 4 };
  if (wireType !== 2) throw new RangeError(`No protobuf: wire type ${wireType}`);
  const [length, begin] = varint(view, at);
  return { begin, end: begin + length };
}

/** The value and the position of the next byte. The upper bits are dropped; the callers do not need them. */
function varint(view: DataView, from: number): readonly [value: number, next: number] {
  let value = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = view.getUint8(at++);
    if (shift < 28) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}
