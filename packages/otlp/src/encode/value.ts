import type { Attributes, AttributeValue } from '@ordertrace/model';
import { keyValueTag, listTag, valueTag } from '../wire/tags.js';
import type { WireWriter } from '../wire/writer.js';

/** Writes the fields of an `AnyValue`; none for `null`. */
export function writeValue(writer: WireWriter, value: AttributeValue): void {
  if (value === null) return;
  if (typeof value === 'string') writer.text(valueTag.text, value);
  else if (typeof value === 'boolean') writer.varint(valueTag.bool, value ? 1 : 0);
  else if (typeof value === 'bigint') writer.int64(valueTag.int, value);
  else if (typeof value === 'number') writer.double(valueTag.double, value);
  else if (value instanceof Uint8Array) writer.bytes(valueTag.bytes, value);
  else if (value instanceof Map) {
    const entries = value as Attributes;
    writer.message(valueTag.map, () => writeAttributes(writer, listTag.values, entries));
  } else {
    const items = value as readonly AttributeValue[];
    writer.message(valueTag.array, () => {
      for (const item of items) writer.message(listTag.values, () => writeValue(writer, item));
    });
  }
}

/** Writes one `KeyValue` field for each attribute. */
export function writeAttributes(writer: WireWriter, tag: number, attributes: Attributes): void {
  for (const [key, value] of attributes) writeAttribute(writer, tag, key, value);
}

export function writeAttribute(writer: WireWriter, tag: number, key: string, value: AttributeValue): void {
  writer.message(tag, () => {
    writer.text(keyValueTag.key, key);
    writer.message(keyValueTag.value, () => writeValue(writer, value));
  });
}
