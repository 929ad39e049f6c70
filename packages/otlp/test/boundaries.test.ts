import type { AttributeValue } from '@ordertrace/model';
import {
  decodeLogs,
  decodeTraces,
  encodeLogs,
  encodeTraces,
  logsToJson,
  OtlpDecodeError,
  tracesToJson,
} from '@ordertrace/otlp';
import { describe, expect, it } from 'vitest';
import { sampleLog, sampleSpan } from './samples.js';
import { storedLogs, storedSpans } from './stored.js';

/** A protobuf field of bytes with a length below 128. */
const field = (tag: number, ...bytes: number[]) => [tag, bytes.length, ...bytes];

/** A request with one span that has these fields. */
function requestOf(...span: number[]): Uint8Array {
  return Uint8Array.from(field(0x0a, ...field(0x12, ...field(0x12, ...span))));
}

function reasonOf(request: Uint8Array): string {
  try {
    decodeTraces(request, 'protobuf');
    return 'decoded';
  } catch (error) {
    return (error as OtlpDecodeError).reason;
  }
}

const traceId = field(0x0a, ...Array.from({ length: 16 }, () => 1));
const spanId = field(0x12, ...Array.from({ length: 8 }, () => 2));
const startTime = 0x39;
const attributes = 0x4a;
const key = field(0x0a, 0x61);
const int = 0x18;

describe('a field of a record', () => {
  it.each<[string, number[], string]>([
    ['eight bytes', [startTime, 1, 2, 3, 4, 5, 6, 7, 8], 'decoded'],
    ['seven bytes in place of eight', [startTime, 1, 2, 3, 4, 5, 6, 7], 'truncated'],
    ['a whole number of one byte', field(attributes, ...key, ...field(0x12, int, 0x7f)), 'decoded'],
    ['a whole number of two bytes', field(attributes, ...key, ...field(0x12, int, 0x80, 1)), 'decoded'],
    [
      'a whole number without its last byte',
      field(attributes, ...key, ...field(0x12, int, 0x80)),
      'truncated',
    ],
    ['a whole number without any byte', field(attributes, ...key, ...field(0x12, int)), 'truncated'],
    [
      'a whole number of more than ten bytes',
      field(attributes, ...key, ...field(0x12, int, ...Array.from({ length: 10 }, () => 0xff), 1)),
      'bad_varint',
    ],
    ['a byte behind the whole number', field(attributes, ...key, ...field(0x12, int, 1, 1)), 'bad_tag'],
  ])('is checked to its end: %s', (_, bytes, expected) => {
    expect(reasonOf(requestOf(...traceId, ...spanId, ...bytes))).toBe(expected);
  });
});

describe('an order named by a number', () => {
  it.each([0n, 1n, 127n, 128n, 999n, 1000n, 16_383n, 16_384n, 2n ** 62n])(
    'is the same as text: %s',
    (number) => {
      const span = sampleSpan({ attributes: new Map([['order_id', number]]) });
      const [stored] = storedSpans(decodeTraces(encodeTraces([span]), 'protobuf').batch);
      expect(stored?.orders).toEqual([{ orderId: number.toString(), tenantId: '' }]);
    },
  );

  it('may be one of a list, beside texts and values that are no ids', () => {
    const orders: AttributeValue = ['A', 48213n, true, 7.5];
    const span = sampleSpan({ attributes: new Map([['order_id', orders]]) });
    const [stored] = storedSpans(decodeTraces(encodeTraces([span]), 'protobuf').batch);
    expect(stored?.orders.map(({ orderId }) => orderId)).toEqual(['A', '48213']);
  });
});

describe('numbers in JSON', () => {
  const spanWith = (fields: object) => {
    const [resourceSpans] = tracesToJson([sampleSpan()])['resourceSpans'] as {
      scopeSpans: { spans: object[] }[];
    }[];
    Object.assign(resourceSpans?.scopeSpans[0]?.spans[0] ?? {}, fields);
    return Buffer.from(JSON.stringify({ resourceSpans: [resourceSpans] }));
  };

  it.each([
    ['endTimeUnixNano', '18446744073709551615', true],
    ['endTimeUnixNano', '18446744073709551616', false],
    ['endTimeUnixNano', '-1', false],
    ['flags', '4294967295', true],
    ['flags', '4294967296', false],
    ['flags', '-1', false],
    ['droppedLinksCount', '4294967295', true],
    ['droppedLinksCount', '4294967296', false],
  ])('must fit the type of %s: %s', (name, value, isValid) => {
    const decode = () => decodeTraces(spanWith({ [name]: value }), 'json');
    if (isValid) expect(decode().records).toBe(1);
    else expect(decode).toThrow(OtlpDecodeError);
  });

  it('may be the name of a severity', () => {
    const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
    const names = levels.flatMap((level) =>
      ['', '2', '3', '4'].map((grade) => `SEVERITY_NUMBER_${level}${grade}`),
    );
    const logRecords = names.map((severityNumber) => ({ timeUnixNano: '1', severityNumber }));
    const request = Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
    const { batch } = decodeLogs(request, 'json');
    expect(storedLogs(batch).map(({ severity }) => severity)).toEqual(names.map((_, i) => i + 1));
  });
});

describe('what a record does not have', () => {
  const bare = { name: '', version: '', attributes: new Map() };

  it('is not written into JSON', () => {
    const [resource] = logsToJson([sampleLog({ scope: bare })])['resourceLogs'] as {
      scopeLogs: { scope: object; logRecords: object[] }[];
    }[];
    expect(resource?.scopeLogs[0]?.scope).toEqual({ name: '' });
    expect(Object.keys(resource?.scopeLogs[0]?.logRecords[0] ?? {}).sort()).toEqual([
      'attributes',
      'severityNumber',
      'severityText',
      'timeUnixNano',
    ]);
  });

  it('takes no bytes in protobuf', () => {
    const withNames = { ...bare, name: 'a', version: 'b' };
    const bytesMore = (changes: object) =>
      encodeLogs([sampleLog({ scope: bare, ...changes })]).length -
      encodeLogs([sampleLog({ scope: bare })]).length;
    expect(bytesMore({ scope: withNames })).toBe(6);
    expect(bytesMore({ severityText: '' })).toBe(-6);
  });
});

it('an order event without a trace has no span either', () => {
  const attributes = new Map([
    ['order_id', '48213'],
    ['stage', 'CREATED'],
  ]);
  const line = sampleLog({ eventName: 'order.transition', attributes, spanId: 'eee19b7ec3c1b174' });
  const [event] = decodeLogs(encodeLogs([line]), 'protobuf').batch.events;
  expect(event).toMatchObject({ orderId: '48213', stage: 'CREATED' });
  expect([event?.traceId, event?.spanId]).toEqual([undefined, undefined]);
});
