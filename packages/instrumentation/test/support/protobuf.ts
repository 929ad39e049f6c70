/** One field of a protobuf message: a number for varints, a bigint for 64-bit fields, bytes for the rest. */
export type Field = number | bigint | Uint8Array;
export type Message = ReadonlyMap<number, readonly Field[]>;

/** Reads a protobuf message without its schema. */
export function readMessage(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const list = fields.get(tag >>> 3) ?? [];
    fields.set(tag >>> 3, list);
    const wire = tag & 7;
    if (wire === 0) list.push(varint());
    else if (wire === 1) list.push(view.getBigUint64((at += 8) - 8, true));
    else if (wire === 5) list.push(view.getUint32((at += 4) - 4, true));
    else {
      const length = varint();
      list.push(bytes.subarray(at, (at += length)));
    }
  }
  return fields;
}

export function messages(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => readMessage(value as Uint8Array));
}

export function textIn(message: Message, field: number): string {
  const bytes = message.get(field)?.[0];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : '';
}

export function hexIn(message: Message, field: number): string {
  const bytes = message.get(field)?.[0];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : '';
}
