import type { LogRecord, Span } from '@ordertrace/model';
import {
  encodeLogs,
  encodeTraces,
  logsToJson,
  OtlpDecodeError,
  tracesToJson,
  valueJson,
} from '@ordertrace/otlp';
import { describe, expect, it } from 'vitest';
import { decodeExportResponse, encodeExportResponse, encodeRpcStatus, rpcCode } from '../src/index.js';
import { sampleLog, sampleSpan } from './samples.js';

const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
const bare = { resource: { attributes: new Map() }, scope: { name: '', version: '', attributes: new Map() } };
const attributes = new Map([['a', 'b']]);
const attributesJson = [{ key: 'a', value: { stringValue: 'b' } }];
const whole = {
  resource: { attributes },
  scope: { name: 's', version: '1', attributes },
};
const wholeJson = {
  resource: { attributes: attributesJson },
  scope: { name: 's', version: '1', attributes: attributesJson },
};
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const bareSpan = sampleSpan({
  ...bare,
  flags: 0,
  name: '',
  kind: 'unspecified',
  startNanos: 1n,
  durationNanos: 1n,
});
const wholeSpan = sampleSpan({
  ...whole,
  parentSpanId: '0102030405060708',
  traceState: 't',
  flags: 1,
  name: 'n',
  kind: 'client',
  startNanos: 1n,
  durationNanos: 2n,
  status: 'error',
  statusMessage: 'm',
  attributes,
  events: [{ timeNanos: 5n, name: 'e', attributes }],
  links: [
    { ...ids, traceState: 'l', attributes },
    { ...ids, traceState: '', attributes: new Map() },
  ],
});
const bareLog = sampleLog({ ...bare, timeNanos: 0n, severityNumber: 0, severityText: '' });
const wholeLog = sampleLog({
  ...whole,
  ...ids,
  timeNanos: 1n,
  observedNanos: 2n,
  flags: 1,
  severityNumber: 9,
  severityText: 'I',
  eventName: 'e',
  body: 'b',
  attributes,
});

describe('a record in JSON', () => {
  const spanJson = (span: Span) => tracesToJson([span]);
  const logJson = (log: LogRecord) => logsToJson([log]);

  it('has the fields of a span that it has', () => {
    const span = {
      ...ids,
      name: '',
      kind: 0,
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
      attributes: [],
      status: {},
    };
    expect(spanJson(bareSpan)).toEqual({
      resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: '' }, spans: [span] }] }],
    });
  });

  it('has all fields of a span', () => {
    const span = {
      ...ids,
      parentSpanId: '0102030405060708',
      traceState: 't',
      flags: 1,
      name: 'n',
      kind: 3,
      startTimeUnixNano: '1',
      endTimeUnixNano: '3',
      attributes: attributesJson,
      events: [{ timeUnixNano: '5', name: 'e', attributes: attributesJson }],
      links: [
        { ...ids, traceState: 'l', attributes: attributesJson },
        { ...ids, attributes: [] },
      ],
      status: { code: 2, message: 'm' },
    };
    const { resource, scope } = wholeJson;
    expect(spanJson(wholeSpan)).toEqual({
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }],
    });
  });

  it.each<[Partial<Span>, object]>([
    [{}, {}],
    [{ status: 'ok' }, { code: 1, message: '' }],
    [{ statusMessage: 'm' }, { code: 0, message: 'm' }],
  ])('has the status of a span with %j', (changes, status) => {
    expect(JSON.stringify(spanJson({ ...bareSpan, ...changes }))).toContain(
      `"status":${JSON.stringify(status)}`,
    );
  });

  it('has the fields of a log record that it has', () => {
    const log = { timeUnixNano: '0', severityNumber: 0, attributes: [] };
    expect(logJson(bareLog)).toEqual({
      resourceLogs: [
        { resource: { attributes: [] }, scopeLogs: [{ scope: { name: '' }, logRecords: [log] }] },
      ],
    });
  });

  it('has all fields of a log record', () => {
    const log = {
      ...ids,
      timeUnixNano: '1',
      observedTimeUnixNano: '2',
      flags: 1,
      severityNumber: 9,
      severityText: 'I',
      eventName: 'e',
      body: { stringValue: 'b' },
      attributes: attributesJson,
    };
    const { resource, scope } = wholeJson;
    expect(logJson(wholeLog)).toEqual({
      resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [log] }] }],
    });
  });

  it.each([
    [null, {}],
    ['a', { stringValue: 'a' }],
    [true, { boolValue: true }],
    [5n, { intValue: '5' }],
    [1.5, { doubleValue: 1.5 }],
    [-0, { doubleValue: '-0' }],
    [0, { doubleValue: 0 }],
    [Infinity, { doubleValue: 'Infinity' }],
    [NaN, { doubleValue: 'NaN' }],
    [Uint8Array.of(1, 2), { bytesValue: 'AQI=' }],
    [['a', null], { arrayValue: { values: [{ stringValue: 'a' }, {}] } }],
    [attributes, { kvlistValue: { values: attributesJson } }],
  ])('has the value %s', (value, json) => expect(valueJson(value)).toEqual(json));
});

describe('a record in protobuf', () => {
  // The layout is checked by hand once; a reader of another version must still read it.
  it('has the fields of a span that it has', () => {
    expect(hexOf(encodeTraces([bareSpan]))).toMatchInlineSnapshot(
      `"0a380a0012340a0012300a105b8efff798038103d269b633813fc60c1208eee19b7ec3c1b1743000390100000000000000410200000000000000"`,
    );
    expect(hexOf(encodeTraces([{ ...bareSpan, statusMessage: 'm' }])).slice(-14)).toBe('7a0512016d1800');
  });

  it('has all fields of a span', () => {
    expect(hexOf(encodeTraces([wholeSpan]))).toMatchInlineSnapshot(
      `"0adc010a0a0a080a016112030a016212cd010a100a01731201311a080a016112030a016212b8010a105b8efff798038103d269b633813fc60c1208eee19b7ec3c1b1741a0174220801020304050607082a016e30033901000000000000004103000000000000004a080a016112030a01625a160905000000000000001201651a080a016112030a01626a290a105b8efff798038103d269b633813fc60c1208eee19b7ec3c1b1741a016c22080a016112030a01626a1c0a105b8efff798038103d269b633813fc60c1208eee19b7ec3c1b1747a0512016d1802850101000000"`,
    );
  });

  it('has the fields of a log record that it has', () => {
    expect(hexOf(encodeLogs([bareLog]))).toMatchInlineSnapshot(`"0a080a0012040a001200"`);
  });

  it('has all fields of a log record', () => {
    expect(hexOf(encodeLogs([wholeLog]))).toMatchInlineSnapshot(
      `"0a6c0a0a0a080a016112030a0162125e0a100a01731201311a080a016112030a0162124a09010000000000000010091a01492a030a016232080a016112030a016245010000004a105b8efff798038103d269b633813fc60c5208eee19b7ec3c1b174590200000000000000620165"`,
    );
  });

  it('is grouped by equal resources and scopes, in the order of their first records', () => {
    const other = { attributes: new Map([['service.name', 'other']]) };
    const equal = { resource: { attributes: new Map([['a', 'b']]) }, scope: { ...whole.scope } };
    const names = (spans: readonly Span[]) =>
      (tracesToJson(spans)['resourceSpans'] as { scopeSpans: { spans: { name: string }[] }[] }[]).map(
        ({ scopeSpans }) => scopeSpans.map(({ spans: list }) => list.map(({ name }) => name).join('')),
      );
    const spans = [
      sampleSpan({ ...whole, name: '1' }),
      sampleSpan({ ...whole, resource: other, name: '2' }),
      sampleSpan({ ...whole, scope: bare.scope, name: '3' }),
      sampleSpan({ ...equal, name: '4' }),
    ];
    expect(names(spans)).toEqual([['14', '3'], ['2']]);
    const single = encodeTraces([spans[0]!]).length;
    expect(encodeTraces([spans[0]!, spans[3]!]).length).toBeLessThan(single * 2 - 20);
    expect(encodeTraces([])).toHaveLength(0);
  });
});

describe('the response to an export request', () => {
  it.each([
    [{ rejected: 0, message: '', signal: 'traces' }, '{}', ''],
    [
      { rejected: 3, message: 'a', signal: 'traces' },
      '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"a"}}',
      '0a050803120161',
    ],
    [
      { rejected: 3, message: '', signal: 'logs' },
      '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":""}}',
      '0a0408031200',
    ],
    [
      { rejected: 0, message: 'a', signal: 'logs' },
      '{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"a"}}',
      '0a03120161',
    ],
  ] as const)('has its bytes: %j', (result, json, protobuf) => {
    expect(Buffer.from(encodeExportResponse(result, 'json')).toString()).toBe(json);
    expect(hexOf(encodeExportResponse(result, 'protobuf'))).toBe(protobuf);
  });

  it.each([
    ['{}', 0, ''],
    ['', 0, ''],
    ['{"partialSuccess":{}}', 0, ''],
    ['{"partialSuccess":null}', 0, ''],
    ['{"partialSuccess":{"rejectedSpans":"3"}}', 3, ''],
    ['{"partialSuccess":{"rejectedSpans":3,"errorMessage":"a"}}', 3, 'a'],
    ['{"partialSuccess":{"rejectedLogRecords":3}}', 0, ''],
    ['{"partialSuccess":{"rejectedSpans":-3,"errorMessage":5}}', 0, ''],
    ['{"partialSuccess":{"rejectedSpans":1.5}}', 0, ''],
    ['{"partialSuccess":{"rejectedSpans":"many"}}', 0, ''],
  ])('is read from %s', (json, rejected, message) => {
    expect(decodeExportResponse(Buffer.from(json), 'json', 'traces')).toEqual({ rejected, message });
  });
});

describe('a status', () => {
  const encoded = (retryAfterMs?: number) => {
    const status = {
      code: rpcCode.unavailable,
      message: 'busy',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
    return [
      Buffer.from(encodeRpcStatus(status, 'json')).toString(),
      encodeRpcStatus(status, 'protobuf'),
    ] as const;
  };
  const type = 'type.googleapis.com/google.rpc.RetryInfo';

  it('has its code and message', () => {
    const [json, protobuf] = encoded();
    expect(json).toBe('{"code":14,"message":"busy"}');
    expect(hexOf(protobuf)).toBe(`080e1204${hexOf(Buffer.from('busy'))}`);
  });

  it('says when to retry', () => {
    const [json, protobuf] = encoded(1500);
    expect(json).toBe(`{"code":14,"message":"busy","details":[{"@type":"${type}","retryDelay":"1.5s"}]}`);
    expect(hexOf(protobuf)).toBe(
      `080e1204${hexOf(Buffer.from('busy'))}1a360a28${hexOf(Buffer.from(type))}120a0a0808011080cab5ee01`,
    );
    expect(encoded(0)[0]).toContain('"retryDelay":"0s"');
  });

  it('has the numbers of gRPC', () => {
    expect(rpcCode).toEqual({
      invalidArgument: 3,
      notFound: 5,
      permissionDenied: 7,
      resourceExhausted: 8,
      unimplemented: 12,
      internal: 13,
      unavailable: 14,
      unauthenticated: 16,
    });
  });
});

it('an error of decoding has its reason, place and explanation', () => {
  expect(new OtlpDecodeError('truncated', 117, 'Too short')).toMatchObject({
    name: 'OtlpDecodeError',
    reason: 'truncated',
    where: 'byte 117',
    explanation: 'Too short',
    message: 'Too short (at byte 117)',
  });
  expect(new OtlpDecodeError('bad_json', '$.a', 'Bad')).toMatchObject({
    where: '$.a',
    message: 'Bad (at $.a)',
  });
});
