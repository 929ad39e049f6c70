import { OtlpDecodeError } from '../decode-error.js';
import { bytesFromHex } from '../wire/hex.js';
import type { WireWriter } from '../wire/writer.js';

/** The current position in the JSON, for errors, and how deep values may still nest. */
export interface JsonPlace {
  readonly path: (string | number)[];
  depthLeft: number;
}

/** Writes a JSON value as a protobuf field with the tag. */
export type WriteField = (writer: WireWriter, tag: number, json: unknown, place: JsonPlace) => void;

export interface JsonField {
  readonly name: string;
  readonly tag: number;
  readonly write: WriteField;
  readonly repeated?: boolean;
}

function wrongType(place: JsonPlace, expected: string): OtlpDecodeError {
  return new OtlpDecodeError('wrong_type', pathText(place), `Expected ${expected}`);
}

function pathText(place: JsonPlace): string {
  return place.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${step}`),
    '$',
  );
}

/**
 * Writes the fields of a message that are present in the JSON object. `null` counts as absent; unknown names
 * are ignored.
 */
export function writeFields(
  writer: WireWriter,
  fields: readonly JsonField[],
  json: unknown,
  place: JsonPlace,
): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongType(place, 'an object');
  const object = json as Readonly<Record<string, unknown>>;
  for (const field of fields) {
    const value = object[field.name];
    if (value === undefined || value === null) continue;
    place.path.push(field.name);
    if (field.repeated === true) writeRepeated(writer, field, value, place);
    else field.write(writer, field.tag, value, place);
    place.path.pop();
  }
}

function writeRepeated(writer: WireWriter, field: JsonField, json: unknown, place: JsonPlace): void {
  if (!Array.isArray(json)) throw wrongType(place, 'a list');
  for (let i = 0; i < json.length; i++) {
    place.path.push(i);
    field.write(writer, field.tag, json[i], place);
    place.path.pop();
  }
}

/** A field that holds a message. `fields` is evaluated late, because messages may contain each other. */
export function message(fields: () => readonly JsonField[]): WriteField {
  return (writer, tag, json, place) => {
    writer.message(tag, () => writeFields(writer, fields(), json, place));
  };
}

/** As `message`, one level deeper in a value. */
export function nestedMessage(fields: () => readonly JsonField[]): WriteField {
  const write = message(fields);
  return (writer, tag, json, place) => {
    if (place.depthLeft === 0) {
      throw new OtlpDecodeError('too_deep', pathText(place), 'Lists and maps nest too deep');
    }
    place.depthLeft--;
    write(writer, tag, json, place);
    place.depthLeft++;
  };
}

export const text: WriteField = (writer, tag, json, place) => {
  if (typeof json !== 'string') throw wrongType(place, 'a text');
  writer.text(tag, json);
};

const invalidId = new Uint8Array(1);

/**
 * An ID in hexadecimal, upper or lower case. Any other text becomes an ID of one byte, which makes its record
 * invalid.
 */
export const hexId: WriteField = (writer, tag, json, place) => {
  if (typeof json !== 'string') throw wrongType(place, 'an id in hex');
  if (json !== '') writer.bytes(tag, bytesFromHex(json) ?? invalidId);
};

export const base64: WriteField = (writer, tag, json, place) => {
  if (typeof json !== 'string' || !/^[\w+/-]*={0,2}$/.test(json)) throw wrongType(place, 'bytes in base64');
  writer.bytes(tag, Buffer.from(json, 'base64'));
};

export const bool: WriteField = (writer, tag, json, place) => {
  if (typeof json !== 'boolean') throw wrongType(place, 'true or false');
  writer.varint(tag, json ? 1 : 0);
};

export const int64: WriteField = (writer, tag, json, place) => {
  writer.int64(tag, integer(json, place, [-(2n ** 63n), 2n ** 63n - 1n]));
};

export const fixed64: WriteField = (writer, tag, json, place) => {
  writer.fixed64(tag, integer(json, place, [0n, 2n ** 64n - 1n]));
};

export const uint32: WriteField = (writer, tag, json, place) => {
  writer.varint(tag, Number(integer(json, place, [0n, 2n ** 32n - 1n])));
};

export const fixed32: WriteField = (writer, tag, json, place) => {
  writer.fixed32(tag, Number(integer(json, place, [0n, 2n ** 32n - 1n])));
};

export const double: WriteField = (writer, tag, json, place) => {
  const value = typeof json === 'string' && /^(-?Infinity|NaN|[-+.\deE]+)$/.test(json) ? Number(json) : json;
  if (typeof value !== 'number' || (Number.isNaN(value) && json !== 'NaN'))
    throw wrongType(place, 'a number');
  writer.double(tag, value);
};

/** A number, or one of the names; a name is written as its index. */
export function enumeration(names: readonly string[]): WriteField {
  const byName = new Map(names.map((name, number) => [name, number]));
  return (writer, tag, json, place) => {
    const number = typeof json === 'string' ? (byName.get(json) ?? json) : json;
    writer.varint(tag, Number(integer(number, place, [0n, 2n ** 31n - 1n])));
  };
}

function integer(json: unknown, place: JsonPlace, range: readonly [bigint, bigint]): bigint {
  const value = bigintFrom(json);
  if (value === undefined || value < range[0] || value > range[1]) {
    throw wrongType(place, `a whole number from ${range[0].toString()} to ${range[1].toString()}`);
  }
  return value;
}

function bigintFrom(json: unknown): bigint | undefined {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : undefined;
  return typeof json === 'string' && /^-?\d{1,20}$/.test(json) ? BigInt(json) : undefined;
}
