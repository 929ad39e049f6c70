import type { AttributeValue } from '@ordertrace/model';
import {
  decodeLogs,
  decodeSteps,
  decodeTraces,
  defaultLimits,
  encodeLogs,
  encodeTraces,
  logOf,
  OtlpDecodeError,
  spanOf,
  type DecodeOptions,
} from '@ordertrace/otlp';
import { describe, expect, it } from 'vitest';
import { DecodeState } from '../src/decode/decode-state.js';
import { PartTable, type Part } from '../src/decode/parts.js';
import { RecordHash } from '../src/decode/record-hash.js';
import { resourceShape } from '../src/decode/scrub-shapes.js';
import { quoteLongNumbers } from '../src/json/long-numbers.js';
import { resourceFrom, scopeFrom } from '../src/read/parts.js';
import { ByteCursor } from '../src/wire/cursor.js';
import { sampleLog, sampleSpan } from './samples.js';
import { storedLogs, storedSpans } from './stored.js';

function problemOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'decoded';
}

const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
const spanJson = (fields: object) =>
  Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...fields }] }] }] }));
const logJson = (fields: object) =>
  Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [fields] }] }] }));
const spanFrom = (fields: object) => spanOf(storedSpans(decodeTraces(spanJson(fields), 'json').batch)[0]!);
const valueFrom = (value: object) =>
  logOf(storedLogs(decodeLogs(logJson({ body: value }), 'json').batch)[0]!).body;

describe('a field in JSON', () => {
  const span = '$.resourceSpans[0].scopeSpans[0].spans[0]';
  it.each<[object, string]>([
    [{ name: 7 }, `wrong_type: Expected a text (at ${span}.name)`],
    [{ traceId: 7 }, `wrong_type: Expected an id in hex (at ${span}.traceId)`],
    [{ attributes: {} }, `wrong_type: Expected a list (at ${span}.attributes)`],
    [{ status: [] }, `wrong_type: Expected an object (at ${span}.status)`],
    [{ status: 'a' }, `wrong_type: Expected an object (at ${span}.status)`],
    [{ attributes: [5] }, `wrong_type: Expected an object (at ${span}.attributes[0])`],
    [{ attributes: [null] }, `wrong_type: Expected an object (at ${span}.attributes[0])`],
    [
      { attributes: [{ key: 'a', value: { boolValue: 1 } }] },
      `wrong_type: Expected true or false (at ${span}.attributes[0].value.boolValue)`,
    ],
    [
      { attributes: [{}, { value: { bytesValue: 'a b' } }] },
      `wrong_type: Expected bytes in base64 (at ${span}.attributes[1].value.bytesValue)`,
    ],
    [{ attributes: [{ value: { bytesValue: 5 } }] }, 'wrong_type: Expected bytes in base64'],
    [{ attributes: [{ value: { doubleValue: 'a' } }] }, 'wrong_type: Expected a number'],
    [{ attributes: [{ value: { doubleValue: '1-1' } }] }, 'wrong_type: Expected a number'],
    [{ attributes: [{ value: { doubleValue: true } }] }, 'wrong_type: Expected a number'],
    [{ kind: -1 }, `wrong_type: Expected a whole number from 0 to 2147483647 (at ${span}.kind)`],
    [{ kind: 2 ** 31 }, 'wrong_type: Expected a whole number from 0 to 2147483647'],
    [{ kind: 'SPAN_KIND_NONE' }, 'wrong_type: Expected a whole number'],
    [{ kind: 1.5 }, 'wrong_type: Expected a whole number'],
    [{ kind: true }, 'wrong_type: Expected a whole number'],
    [{ kind: '' }, 'wrong_type: Expected a whole number'],
    [{ kind: '1a' }, 'wrong_type: Expected a whole number'],
    [{ kind: 'a1' }, 'wrong_type: Expected a whole number'],
    [{ startTimeUnixNano: '123456789012345678901' }, 'from 0 to 18446744073709551615'],
    [
      { attributes: [{ value: { intValue: '9223372036854775808' } }] },
      'from -9223372036854775808 to 9223372036854775807',
    ],
    [{ attributes: [{ value: { intValue: '-9223372036854775809' } }] }, 'wrong_type'],
  ])('is refused: %j', (fields, problem) => {
    expect(problemOf(() => decodeTraces(spanJson(fields), 'json'))).toContain(problem);
  });

  it.each<[object, AttributeValue]>([
    [{ stringValue: 'a' }, 'a'],
    [{ boolValue: true }, true],
    [{ boolValue: false }, false],
    [{ intValue: '-9223372036854775808' }, -(2n ** 63n)],
    [{ intValue: '9223372036854775807' }, 2n ** 63n - 1n],
    [{ intValue: 5 }, 5n],
    [{ doubleValue: 1.5 }, 1.5],
    [{ doubleValue: '-1.5e+3' }, -1500],
    [{ doubleValue: 'Infinity' }, Infinity],
    [{ doubleValue: 'NaN' }, NaN],
    [{ bytesValue: '' }, new Uint8Array(0)],
    [{ bytesValue: 'AQI=' }, Uint8Array.of(1, 2)],
    [{ bytesValue: '-_-_' }, Uint8Array.of(0xfb, 0xff, 0xbf)],
    [{ bytesValue: 'AQ==' }, Uint8Array.of(1)],
    [{ arrayValue: { values: [{ intValue: 1 }, {}] } }, [1n, null]],
    [{ kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } }, new Map([['a', 1n]])],
    [{}, null],
    [{ stringValue: null }, null],
  ])('is read: %j', (value, expected) => expect(valueFrom(value)).toEqual(expected));

  it('of each name is read', () => {
    const attributes = [{ key: 'a', value: { stringValue: 'b' } }];
    const link = { ...ids, traceState: 'l', attributes, droppedAttributesCount: 1, flags: 2 };
    const event = { timeUnixNano: '5', name: 'e', attributes, droppedAttributesCount: 3 };
    const read = spanFrom({
      traceState: 't',
      parentSpanId: '0102030405060708',
      name: 'n',
      kind: 'SPAN_KIND_PRODUCER',
      startTimeUnixNano: '1',
      endTimeUnixNano: '3',
      attributes,
      droppedAttributesCount: 4,
      events: [event],
      droppedEventsCount: 5,
      links: [link],
      droppedLinksCount: 6,
      status: { code: 'STATUS_CODE_ERROR', message: 'm' },
      flags: 7,
    });
    const map = new Map([['a', 'b']]);
    expect(read).toMatchObject({
      ...ids,
      parentSpanId: '0102030405060708',
      traceState: 't',
      flags: 7,
      name: 'n',
      kind: 'producer',
      startNanos: 1n,
      durationNanos: 2n,
      status: 'error',
      statusMessage: 'm',
      attributes: map,
      events: [{ timeNanos: 5n, name: 'e', attributes: map }],
      links: [{ ...ids, traceState: 'l', attributes: map }],
    });
    const body = (fields: object) => storedSpans(decodeTraces(spanJson(fields), 'json').batch)[0]!.body;
    const hex = (fields: object) => Buffer.from(body(fields)).toString('hex');
    expect(hex({ droppedAttributesCount: 4, droppedEventsCount: 5, droppedLinksCount: 6 })).toBe(
      '500460057006',
    );
    expect(hex({ events: [{ droppedAttributesCount: 3 }] })).toBe('5a022003');
    expect(hex({ links: [{ droppedAttributesCount: 1, flags: 2 }] })).toBe('6a0728013502000000');
  });

  it('of a log record is read', () => {
    const attributes = [{ key: 'a', value: { stringValue: 'b' } }];
    const fields = {
      ...ids,
      timeUnixNano: '1',
      observedTimeUnixNano: '2',
      severityNumber: 'SEVERITY_NUMBER_WARN2',
      severityText: 'W',
      eventName: 'e',
      body: { stringValue: 'b' },
      attributes,
      droppedAttributesCount: 4,
      flags: 7,
    };
    const [stored] = storedLogs(decodeLogs(logJson(fields), 'json').batch);
    expect(logOf(stored!)).toMatchObject({
      ...ids,
      timeNanos: 1n,
      observedNanos: 2n,
      severityNumber: 14,
      severityText: 'W',
      eventName: 'e',
      body: 'b',
      attributes: new Map([['a', 'b']]),
      flags: 7,
    });
    expect(Buffer.from(stored!.body).toString('hex')).toContain('3804');
    const [plain] = storedLogs(
      decodeLogs(logJson({ severityNumber: 'SEVERITY_NUMBER_UNSPECIFIED' }), 'json').batch,
    );
    expect(plain?.severity).toBe(0);
  });

  it('of a resource and a scope is read', () => {
    const attributes = [{ key: 'service.name', value: { stringValue: 'b' } }];
    const scopes = [{ scope: { name: 's', version: '1', attributes }, logRecords: [{}] }];
    const request = { resourceLogs: [{ resource: { attributes }, scopeLogs: scopes }] };
    const [stored] = storedLogs(decodeLogs(Buffer.from(JSON.stringify(request)), 'json').batch);
    const map = new Map([['service.name', 'b']]);
    expect(stored?.service).toBe('b');
    expect(logOf(stored!)).toMatchObject({
      resource: { attributes: map },
      scope: { name: 's', version: '1', attributes: map },
    });
  });

  it('nests as deep as the limit allows', () => {
    const nested = (levels: number) => {
      let value: object = {};
      for (let i = 0; i < levels; i++)
        value = i % 2 === 0 ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ value }] } };
      return logJson({ body: value });
    };
    const limits = { maxDepth: 3 };
    expect(problemOf(() => decodeLogs(nested(3), 'json', { limits }))).toBe('decoded');
    expect(problemOf(() => decodeLogs(nested(4), 'json', { limits }))).toMatch(
      /^too_deep: Lists and maps nest too deep \(at \$\.resourceLogs\[0\].*arrayValue\)$/,
    );
    const siblings = logJson({
      body: { arrayValue: { values: Array.from({ length: 9 }, () => ({ arrayValue: {} })) } },
    });
    expect(problemOf(() => decodeLogs(siblings, 'json', { limits }))).toBe('decoded');
  });

  it.each([
    ['{', /^bad_json: The body is no JSON/],
    ['{"a":1,}', /^bad_json: The body is no JSON from character 7 on \(at \$\)$/],
    ['{"a":x}', /^bad_json: The body is no JSON/],
    ['[]', /^wrong_type: Expected an object \(at \$\)$/],
    ['null', /^wrong_type: Expected an object/],
    ['5', /^wrong_type: Expected an object/],
  ])('is needed for a request: %s', (json, problem) => {
    expect(problemOf(() => decodeTraces(Buffer.from(json), 'json'))).toMatch(problem);
  });

  it('counts among the values of its request', () => {
    const json = Buffer.from('{"a":[1,2],"b":{}}');
    const of = (maxJsonValues: number) =>
      problemOf(() => decodeTraces(json, 'json', { limits: { maxJsonValues } }));
    expect(of(5)).toBe('decoded');
    expect(of(4)).toBe('too_many: More than 4 values (at $)');
  });
});

describe('long numbers in JSON', () => {
  it.each([
    ['[123456789012345]', '[123456789012345]'],
    ['[1234567890123456]', '["1234567890123456"]'],
    ['[ -1234567890123456 ]', '[ "-1234567890123456" ]'],
    [
      '[1234567890123456.5,1234567890123456E5,1234567890123456e-5]',
      '[1234567890123456.5,1234567890123456E5,1234567890123456e-5]',
    ],
    ['[1.1234567890123456]', '[1.1234567890123456]'],
    ['[1e1234567890123456]', '[1e1234567890123456]'],
    ['{"a":1234567890123456,"b":"1234567890123456"}', '{"a":"1234567890123456","b":"1234567890123456"}'],
    ['["\\\\",1234567890123456]', '["\\\\","1234567890123456"]'],
    ['["a\\",1234567890123456",1234567890123456]', '["a\\",1234567890123456","1234567890123456"]'],
    ['[1234567890123456', '["1234567890123456"'],
    ['["unclosed,1234567890123456', '["unclosed,1234567890123456'],
    ['1234567890123456', '1234567890123456'],
    ['[1, 1234567890123456, 22, 1234567890123457]', '[1, "1234567890123456", 22, "1234567890123457"]'],
  ])('%s is %s', (json, quoted) => expect(quoteLongNumbers(json)).toBe(quoted));
});

describe('the limits', () => {
  it('are these by default', () => {
    expect(defaultLimits).toEqual({
      maxDepth: 32,
      maxRecords: 500_000,
      maxResources: 20_000,
      maxJsonValues: 3_000_000,
      maxAttributes: 1024,
      maxEvents: 1024,
      maxLinks: 1024,
      maxItemAttributes: 128,
      maxItems: 10_000,
    });
  });

  const many = <T>(count: number, one: T) => Array.from({ length: count }, () => one);
  const decode = (spans: number, limits: object) =>
    problemOf(() => decodeTraces(encodeTraces(many(spans, sampleSpan())), 'protobuf', { limits }));

  it('allow as many records, resources and orders as they say', () => {
    expect(decode(3, { maxRecords: 3 })).toBe('decoded');
    expect(decode(4, { maxRecords: 3 })).toMatch(/^too_many: More than 3 records \(at byte \d+\)$/);
    const orders = (count: number) =>
      sampleSpan({ attributes: new Map([['order_id', Array.from({ length: count }, String)]]) });
    const of = (count: number) =>
      problemOf(() => decodeTraces(encodeTraces([orders(count)]), 'protobuf', { limits: { maxRecords: 3 } }));
    expect(of(3)).toBe('decoded');
    expect(of(4)).toMatch(/^too_many: The request names too many orders/);
    const resources = (count: number) =>
      encodeTraces(
        Array.from({ length: count }, (_, i) =>
          sampleSpan({ resource: { attributes: new Map([['a', `${i}`]]) } }),
        ),
      );
    const limits = { maxResources: 3 };
    expect(problemOf(() => decodeTraces(resources(3), 'protobuf', { limits }))).toBe('decoded');
    expect(problemOf(() => decodeTraces(resources(4), 'protobuf', { limits }))).toMatch(
      /^too_many: More than 3 resources or scopes/,
    );
  });

  it('take the first thousand orders of a record', () => {
    const orders = Array.from({ length: 1001 }, (_, i) => `order-${i}`);
    const { batch } = decodeTraces(
      encodeTraces([sampleSpan({ attributes: new Map([['order_id', orders]]) })]),
      'protobuf',
    );
    expect(batch.orders).toHaveLength(1000);
  });

  it('hold for the smallest attributes, events and links', () => {
    const cutOf = (fields: number[], options: DecodeOptions) => {
      const span = [0x0a, 16, ...many(16, 1), 0x12, 8, ...many(8, 2), ...fields];
      const scope = [0x12, span.length, ...span];
      const resource = [0x12, scope.length, ...scope];
      return decodeTraces(Uint8Array.from([0x0a, resource.length, ...resource]), 'protobuf', options).cut;
    };
    const limits = { maxAttributes: 15, maxEvents: 15, maxLinks: 15, maxItemAttributes: 2 };
    for (const [tag, kind] of [
      [0x4a, 'attribute'],
      [0x5a, 'event'],
      [0x6a, 'link'],
    ] as const) {
      expect(cutOf(many(15, [tag, 0]).flat(), { limits })).toEqual([]);
      expect(cutOf(many(16, [tag, 0]).flat(), { limits })).toEqual([{ kind, count: 1 }]);
    }
    expect(cutOf([0x5a, 4, 0x1a, 0, 0x1a, 0], { limits })).toEqual([]);
    expect(cutOf([0x5a, 6, 0x1a, 0, 0x1a, 0, 0x1a, 0], { limits })).toEqual([
      { kind: 'attribute', count: 1 },
    ]);
    expect(cutOf([0x6a, 6, 0x22, 0, 0x22, 0, 0x22, 0], { limits })).toEqual([
      { kind: 'attribute', count: 1 },
    ]);
  });

  it('hold for the items of a value', () => {
    const kept = (value: AttributeValue) => {
      const span = sampleSpan({ attributes: new Map([['a', value]]) });
      const { batch, cut } = decodeTraces(encodeTraces([span]), 'protobuf', {
        limits: { maxItems: 4, maxAttributes: 1 },
      });
      return [spanOf(storedSpans(batch)[0]!).attributes.size, cut];
    };
    const fits = [1, []];
    const gone = [0, [{ kind: 'attribute', count: 1 }]];
    expect(kept(['1', '2', '3', '4'])).toEqual(fits);
    expect(kept(['1', '2', '3', '4', '5'])).toEqual(gone);
    expect(kept(new Map(many(4, 0).map((_, i) => [`${i}`, 'a'])))).toEqual(fits);
    expect(kept(new Map(many(5, 0).map((_, i) => [`${i}`, 'a'])))).toEqual(gone);
    expect(kept(new Map([['a', ['1', '2', '3']]]))).toEqual(fits);
    expect(kept(new Map([['a', ['1', '2', '3', '4']]]))).toEqual(gone);
    expect(kept([['1', '2'], '3'])).toEqual(fits);
    expect(kept([['1', '2'], ['3']])).toEqual(gone);
    expect(kept([new Map([['a', 'b']]), '1', '2'])).toEqual(fits);
    expect(kept('a long text without any items in it')).toEqual(fits);
  });
});

describe('the capacity of a batch', () => {
  it.each([
    [0, 8, 64],
    [8 * 384, 8, 3072],
    [8 * 384 + 1, 9, 3073],
    [100 * 384, 100, 38_400],
    [4096 * 384, 4096, 1_572_864],
    [5000 * 384, 4096, 1_920_000],
  ])('for %i bytes is %i rows', (bytes, rows, bodyBytes) => {
    for (const signal of ['spans', 'logs'] as const) {
      const columns = new DecodeState(signal, bytes, { limits: defaultLimits, bounds: undefined }).batch[
        signal
      ];
      expect([columns.timeNanos.length, columns.body.length]).toEqual([rows, bodyBytes]);
    }
  });
});

describe('a request', () => {
  it('of many kilobytes is decoded in steps of sixteen', () => {
    const stepsOf = (spans: number, bytesEach: number) => {
      const one = sampleSpan({ attributes: new Map([['a', 'x'.repeat(bytesEach)]]) });
      const bytes = encodeTraces(Array.from({ length: spans }, () => one));
      const steps = decodeSteps({ signal: 'traces', bytes, encoding: 'protobuf', options: {} });
      let count = 0;
      for (let step = steps.next(); step.done !== true; step = steps.next()) count++;
      return [count, Math.floor(bytes.length / (16 * 1024))];
    };
    expect(stepsOf(1, 1)).toEqual([0, 0]);
    const [count, slices] = stepsOf(200, 1000) as [number, number];
    expect(count).toBeGreaterThan(slices / 2);
    expect(count).toBeLessThanOrEqual(slices + 3);
  });

  it('may be part of a larger buffer', () => {
    const bytes = encodeTraces([sampleSpan()]);
    const buffer = Buffer.concat([Buffer.from([1, 2, 3]), bytes, Buffer.from([4])]);
    expect(decodeTraces(buffer.subarray(3, 3 + bytes.length), 'protobuf').records).toBe(1);
  });

  it('may have a head after its members, a schema, and unknown fields', () => {
    const field = (tag: number, ...content: number[]) => [tag, content.length, ...content];
    const name = [...Buffer.from('service.name')];
    const attribute = field(0x0a, ...field(0x0a, ...name), ...field(0x12, ...field(0x0a, 0x61)));
    const span = field(
      0x12,
      ...field(0x0a, ...Array<number>(16).fill(1)),
      ...field(0x12, ...Array<number>(8).fill(2)),
    );
    const scope = field(0x12, ...span, ...field(0x1a, 0x73), ...field(0x0a, ...field(0x0a, 0x6e)), 0x28, 1);
    const request = field(0x0a, ...scope, ...field(0x1a, 0x73), ...field(0x0a, ...attribute), 0x28, 1);
    const [stored] = storedSpans(decodeTraces(Uint8Array.from([...request, 0x28, 1]), 'protobuf').batch);
    expect(stored?.service).toBe('a');
    expect(spanOf(stored!).scope.name).toBe('n');
    expect(problemOf(() => decodeTraces(Uint8Array.of(0x0a, 2, 0x18, 1), 'protobuf'))).toContain(
      'wrong_type',
    );
    expect(problemOf(() => decodeTraces(Uint8Array.of(0x0a, 2, 0x08, 1), 'protobuf'))).toContain(
      'wrong_type',
    );
  });
});

describe('a sender with bounds', () => {
  const result = (
    bounds: DecodeOptions['bounds'],
    changes: { own?: AttributeValue; ofResource?: string; service?: string } = {},
  ) => {
    const { own, ofResource, service = 'shop' } = changes;
    const attributes = new Map<string, AttributeValue>([['order_id', '1']]);
    if (own !== undefined) attributes.set('tenant_id', own);
    const resource = new Map<string, AttributeValue>([['service.name', service]]);
    if (ofResource !== undefined) resource.set('tenant_id', ofResource);
    const record = { attributes, resource: { attributes: resource } };
    const decoded = [
      decodeTraces(encodeTraces([sampleSpan(record)]), 'protobuf', { bounds }),
      decodeLogs(encodeLogs([sampleLog(record)]), 'protobuf', { bounds }),
    ].map(({ batch, rejected }) => [
      batch.orders.map(({ tenantId }) => tenantId),
      rejected.map(({ reason }) => reason),
    ]);
    expect(decoded[1]).toEqual(decoded[0]);
    return decoded[0];
  };
  const accepted = (tenant: string) => [[tenant], []];
  const rejected = (reason: string) => [[], [reason]];

  it.each<[DecodeOptions['bounds'], Parameters<typeof result>[1], unknown]>([
    [undefined, { own: 'north' }, accepted('north')],
    [{}, { own: 'north' }, accepted('north')],
    [{ tenantId: 'north' }, {}, accepted('north')],
    [{ tenantId: 'north' }, { own: 'north' }, accepted('north')],
    [{ tenantId: 'north' }, { own: '' }, accepted('north')],
    [{ tenantId: 'north' }, { ofResource: 'north' }, accepted('north')],
    [{ tenantId: 'north' }, { own: ['north', 'north'] }, accepted('north')],
    [{ tenantId: 'north' }, { own: 'south' }, rejected('other_tenant')],
    [{ tenantId: 'north' }, { own: ['north', 'south'] }, rejected('other_tenant')],
    [{ tenantId: 'north' }, { ofResource: 'south' }, rejected('other_tenant')],
    [{ tenantId: 'north' }, { own: 'north', ofResource: 'south' }, rejected('other_tenant')],
    [{ application: 'shop' }, { own: 'north' }, accepted('north')],
    [{ application: 'shop' }, { service: 'other' }, rejected('other_application')],
    [{ application: 'shop' }, { service: '' }, rejected('other_application')],
    [{ application: 'shop', tenantId: 'north' }, { own: 'south' }, rejected('other_tenant')],
  ])('%j: %j', (bounds, changes, expected) => expect(result(bounds, changes)).toEqual(expected));
});

describe('parts of stored records', () => {
  it('are read once for the same bytes', () => {
    const bytes = Uint8Array.of(0x0a, 0);
    expect(resourceFrom(bytes)).toBe(resourceFrom(bytes));
    expect(scopeFrom(bytes)).toBe(scopeFrom(bytes));
    expect(resourceFrom(bytes.slice())).not.toBe(resourceFrom(bytes));
  });

  it('may have fields that are not known', () => {
    expect(resourceFrom(Uint8Array.of(0x10, 1, 0x0a, 3, 0x0a, 1, 0x61, 0x7a, 0))).toEqual({
      attributes: new Map([['a', null]]),
    });
    expect(scopeFrom(Uint8Array.of(0x20, 1, 0x0a, 1, 0x61, 0x12, 1, 0x62))).toEqual({
      name: 'a',
      version: 'b',
      attributes: new Map(),
    });
  });

  it('with the same hash are distinguished by their bytes', () => {
    const bytesOf = (i: number) => new Uint8Array(Uint32Array.of(i, 0, Math.imul(i, 0x9e3779b1)).buffer);
    const [one, other] = colliding(bytesOf);
    let read = 0;
    const table = new PartTable<Part>(resourceShape, 10, (cursor, end, part) => {
      read++;
      cursor.pos = end;
      return part;
    });
    const at = (bytes: Uint8Array) =>
      table.at(new ByteCursor(Uint8Array.of(9, ...bytes, 9), 1), bytes.length + 1).bytes;
    for (const bytes of [one, other, one, other]) expect(at(bytes)).toEqual(bytes);
    expect(read).toBe(2);
  });
});

/** Two different contents with the same low half of the hash. */
function colliding(bytesOf: (i: number) => Uint8Array): [Uint8Array, Uint8Array] {
  const seen = new Map<number, number>();
  const hash = new RecordHash();
  for (let i = 0; ; i++) {
    const bytes = bytesOf(i);
    hash.seed(0, 0);
    hash.add(new DataView(bytes.buffer), 0, bytes.length);
    const known = seen.get(hash.low);
    if (known !== undefined) return [bytesOf(known), bytes];
    seen.set(hash.low, i);
  }
}

describe('the body of a span', () => {
  it.each([0, 1, 121, 122, 123, 127, 128, 129, 200, 16_383, 16_384])(
    'keeps a status message of %i characters',
    (length) => {
      const span = sampleSpan({ flags: 0, statusMessage: 'm'.repeat(length), traceState: 't' });
      const [stored] = storedSpans(decodeTraces(encodeTraces([span]), 'protobuf').batch);
      expect(spanOf(stored!)).toMatchObject({ statusMessage: span.statusMessage, traceState: 't' });
      if (length === 0) expect(stored!.body).toHaveLength(3);
    },
  );

  it.each([1, 100, 127, 128, 300])('keeps a foreign name with %i characters under ours', (length) => {
    const id = 'x'.repeat(Math.min(length, 250));
    const names = { orderIds: ['vorgang'], tenantIds: ['mandant'] };
    const attributes = new Map([
      ['vorgang', id],
      ['mandant', 'm'.repeat(length)],
    ]);
    const [stored] = storedSpans(
      decodeTraces(encodeTraces([sampleSpan({ attributes })]), 'protobuf', { names }).batch,
    );
    expect(spanOf(stored!).attributes).toEqual(
      new Map([...attributes, ['order_id', id], ['tenant_id', 'm'.repeat(length)]]),
    );
  });

  it('of a rejected span is undone', () => {
    const bad = { ...sampleSpan({ attributes: new Map([['a', 'b']]) }), traceId: '' };
    const good = sampleSpan({ attributes: new Map([['c', 'd']]) });
    const { batch } = decodeTraces(encodeTraces([bad, good, bad, good]), 'protobuf');
    expect(storedSpans(batch).map((one) => spanOf(one).attributes)).toEqual([
      good.attributes,
      good.attributes,
    ]);
    const bounds = { tenantId: 'north' };
    const logs = [new Map([['tenant_id', 'south']]), new Map([['c', 'd']])].map((attributes) =>
      sampleLog({ attributes }),
    );
    const kept = storedLogs(decodeLogs(encodeLogs(logs), 'protobuf', { bounds }).batch);
    expect(kept.map((one) => logOf(one).attributes)).toEqual([new Map([['c', 'd']])]);
  });
});

describe('an order event', () => {
  const eventOf = (
    attributes: [string, AttributeValue][],
    eventName = 'order.transition',
    receivedNanos?: bigint,
  ) =>
    decodeLogs(
      encodeLogs([
        sampleLog({
          eventName,
          attributes: new Map<string, AttributeValue>([['order_id', '1'], ...attributes]),
        }),
      ]),
      'protobuf',
      receivedNanos === undefined ? {} : { receivedNanos },
    ).batch.events[0];

  it.each<[AttributeValue, boolean]>([
    ['s'.repeat(256), true],
    ['s'.repeat(257), false],
    ['', false],
    [5n, false],
  ])('has a stage of up to 256 characters', (stage, isEvent) => {
    expect(eventOf([['stage', stage]]) !== undefined).toBe(isEvent);
    expect(eventOf([['work', stage]], 'order.work_started') !== undefined).toBe(isEvent);
  });

  it.each<[AttributeValue, number | undefined]>([
    [0n, 0],
    [5.5, 5.5],
    [Infinity, undefined],
    [-1n, undefined],
    ['5', undefined],
  ])('expects its work within %s', (given, expected) => {
    const event = eventOf(
      [
        ['work', 'w'],
        ['expected_within_ms', given],
      ],
      'order.work_started',
    );
    expect(event).toMatchObject({ work: 'w' });
    expect(event && 'expectedWithinMs' in event ? event.expectedWithinMs : undefined).toBe(expected);
  });

  it('has the time of its arrival if its own is more than 15 minutes later', () => {
    const { timeNanos } = sampleLog();
    const slack = 15n * 60n * 1_000_000_000n;
    const of = (received: bigint) => eventOf([['stage', 'A']], 'order.transition', received)?.timeNanos;
    expect(of(timeNanos - slack)).toBe(timeNanos);
    expect(of(timeNanos - slack - 1n)).toBe(timeNanos - slack - 1n);
    expect(of(timeNanos + slack)).toBe(timeNanos);
    expect(of(0n)).toBe(timeNanos);
  });
});

describe('a scrub function that keeps all', () => {
  const field = (tag: number, ...content: number[]) => [tag, content.length, ...content];
  const same = (length: number, byte: number) => Array.from({ length }, () => byte);
  const requestOf = (record: number[]) => {
    const scope = field(0x12, ...field(0x0a, ...field(0x0a, 0x6e), 0x20, 5), ...field(0x12, ...record));
    return Uint8Array.from([
      0x0a,
      ...lengthOf(scope.length + 6),
      ...field(0x0a, ...field(0x0a), 0x10, 5),
      ...scope,
    ]);
  };
  const lengthOf = (length: number) => (length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);
  const ids = [...field(0x0a, ...same(16, 1)), ...field(0x12, ...same(8, 2))];
  const span = [
    ...ids,
    ...field(0x22, ...same(8, 3)),
    ...[0x30, 2, 0x39, ...same(8, 1), 0x41, ...same(8, 1), 0x50, 1, 0x60, 1, 0x70, 1],
    ...field(0x5a, 0x09, ...same(8, 1), 0x20, 1),
    ...field(0x6a, 0x28, 1, 0x35, 1, 0, 0, 0),
    ...field(0x7a, 0x18, 1),
  ];
  const log = [
    0x10,
    9,
    0x38,
    1,
    0x45,
    1,
    0,
    0,
    0,
    0x09,
    ...same(8, 1),
    0x59,
    ...same(8, 1),
    ...field(0x4a, ...same(16, 1)),
  ];

  it.each([
    ['span', span, decodeTraces],
    ['log record', log, decodeLogs],
  ] as const)('keeps all numbers of a %s, its resource and its scope', (_, record, decode) => {
    const held = (options: DecodeOptions) => {
      const { batch } = decode(requestOf([...record]), 'protobuf', options);
      const columns = decode === decodeTraces ? batch.spans : batch.logs;
      return [columns.length, [...columns.contentHash.subarray(0, 1)], batch.resources, batch.scopes];
    };
    expect(held({ scrub: () => 'keep' })).toEqual(held({}));
    expect(held({})[0]).toBe(1);
  });

  it('does not keep what it has not seen in a body', () => {
    const body = field(0x2a, ...field(0x0a, 0x61), ...field(0x7a, 0x73));
    const { batch } = decodeLogs(requestOf(body), 'protobuf', { scrub: () => 'keep' });
    expect([...storedLogs(batch)[0]!.body]).toEqual(field(0x2a, ...field(0x0a, 0x61)));
  });
});
