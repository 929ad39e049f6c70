import {
  decodeLogs,
  decodeTraces,
  encodeLogs,
  encodeTraces,
  logsToJson,
  OtlpDecodeError,
  tracesToJson,
  type Decoded,
} from '@ordertrace/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log, span } from './arbitrary.js';
import { sampleLog, sampleSpan } from './samples.js';

/** A mutation run, which runs the tests hundreds of times, asks for less. */
const effort = Number(process.env['TEST_EFFORT'] ?? 1);
const decoders = { traces: decodeTraces, logs: decodeLogs } as const;

/** Decodes into a batch with consistent columns, or throws `OtlpDecodeError`. */
function decodesOrRefuses(decode: () => Decoded): 'decoded' | 'refused' {
  try {
    const { batch, records, rejected } = decode();
    const kept = batch.spans.length + batch.logs.length;
    expect(kept + rejected.reduce((sum, { count }) => sum + count, 0)).toBe(records);
    for (const columns of [batch.spans, batch.logs]) {
      const ends = columns.bodyEnd.subarray(0, columns.length);
      expect([...ends]).toEqual([...ends].toSorted((a, b) => a - b));
      expect(ends.at(-1) ?? 0).toBe(columns.bodyLength);
    }
    return 'decoded';
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    return 'refused';
  }
}

const requests = {
  traces: encodeTraces(fc.sample(span, { numRuns: 3, seed: 7 })),
  logs: encodeLogs(fc.sample(log, { numRuns: 3, seed: 7 })),
};
const texts = {
  traces: JSON.stringify(tracesToJson([sampleSpan({ attributes: new Map([['order_id', '1']]) })])),
  logs: JSON.stringify(logsToJson([sampleLog({ body: 'x' })])),
};

describe.each(['traces', 'logs'] as const)('%s that are', (signal) => {
  const decode = decoders[signal];
  const bytes = requests[signal];

  it('cut off at any byte are refused, or decode up to a whole message', () => {
    for (let length = 0; length < bytes.length; length += 1 / effort) {
      decodesOrRefuses(() => decode(bytes.subarray(0, length), 'protobuf'));
    }
    expect(decodesOrRefuses(() => decode(bytes, 'protobuf'))).toBe('decoded');
    expect(decodesOrRefuses(() => decode(bytes.subarray(0, bytes.length - 1), 'protobuf'))).toBe('refused');
  });

  it('changed in any bit are decoded or refused', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += 3 / effort) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      decodesOrRefuses(() => decode(flipped, 'protobuf'));
    }
  });

  it('random bytes are decoded or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        decodesOrRefuses(() => decode(random, 'protobuf'));
        decodesOrRefuses(() => decode(random, 'json'));
      }),
      { numRuns: 500 * effort },
    );
  });

  it('any JSON are decoded or refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        decodesOrRefuses(() => decode(Buffer.from(json), 'json'));
      }),
    );
  });

  it('JSON of the right shape with any value in one place are decoded or refused', () => {
    const leaves = [...texts[signal].matchAll(/"[^"]*"(?=[,}\]])|\d+|\{[^{}]*\}|\[[^[\]]*\]/g)];
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.json(), (leaf, json) => {
        const text = texts[signal];
        const changed = text.slice(0, leaf.index) + json + text.slice(leaf.index + leaf[0].length);
        decodesOrRefuses(() => decode(Buffer.from(changed), 'json'));
      }),
      { numRuns: 500 * effort },
    );
  });

  it('JSON cut off at any byte are refused', () => {
    const json = Buffer.from(texts[signal]);
    for (let length = 0; length < json.length; length++) {
      expect(decodesOrRefuses(() => decode(json.subarray(0, length), 'json'))).toBe('refused');
    }
  });
});

/** A field with a length prefix. */
function field(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([tag, ...length, rest]), content]);
}

function refusal(decode: () => Decoded): OtlpDecodeError {
  try {
    decode();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return error;
    throw error;
  }
  throw new Error('It was decoded.');
}

describe('nesting', () => {
  function nested(levels: number): Uint8Array {
    let value: Uint8Array = Buffer.from([0x10, 1]);
    for (let i = 0; i < levels; i++) value = field(0x2a, field(0x0a, value));
    const record = field(0x12, field(0x2a, value));
    return field(0x0a, field(0x12, record));
  }

  it('is taken up to the limit and refused beyond it', () => {
    expect(decodeLogs(nested(32), 'protobuf').batch.logs.length).toBe(1);
    expect(refusal(() => decodeLogs(nested(33), 'protobuf')).reason).toBe('too_deep');
    expect(refusal(() => decodeLogs(nested(3), 'protobuf', { limits: { maxDepth: 2 } })).reason).toBe(
      'too_deep',
    );
  });

  it('however deep does not exhaust the stack', () => {
    expect(refusal(() => decodeLogs(nested(20_000), 'protobuf')).reason).toBe('too_deep');
    const deep = `${'{"arrayValue":{"values":['.repeat(20_000)}{}${']}}'.repeat(20_000)}`;
    const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}}]}]}]}`;
    expect(refusal(() => decodeLogs(Buffer.from(json), 'json')).reason).toBe('too_deep');
    const brackets = Buffer.from('['.repeat(1_000_000));
    expect(refusal(() => decodeLogs(brackets, 'json')).reason).toBe('bad_json');
  });
});

describe('limits', () => {
  it('hold for records, kept or not', () => {
    const empty = field(
      0x0a,
      field(0x12, Buffer.concat(Array.from({ length: 11 }, () => field(0x12, Buffer.alloc(0))))),
    );
    const limits = { maxRecords: 10 };
    expect(refusal(() => decodeTraces(empty, 'protobuf', { limits })).reason).toBe('too_many');
    expect(decodeTraces(empty, 'protobuf').rejected).toEqual([{ reason: 'invalid_trace_id', count: 11 }]);
  });

  it('hold for orders', () => {
    const attributes = new Map([['order_id', Array.from({ length: 11 }, (_, i) => BigInt(i))]]);
    const request = encodeTraces([sampleSpan({ attributes })]);
    expect(refusal(() => decodeTraces(request, 'protobuf', { limits: { maxRecords: 10 } })).reason).toBe(
      'too_many',
    );
  });

  it('hold for resources, also of groups without records', () => {
    const resources = Array.from({ length: 11 }, (_, i) =>
      field(0x0a, field(0x0a, field(0x0a, field(0x0a, Buffer.of(i))))),
    );
    const limits = { maxResources: 10 };
    expect(refusal(() => decodeTraces(Buffer.concat(resources), 'protobuf', { limits })).reason).toBe(
      'too_many',
    );
  });

  it('hold for JSON', () => {
    const limits = { maxJsonValues: 10 };
    expect(refusal(() => decodeTraces(Buffer.from(texts.traces), 'json', { limits })).reason).toBe(
      'too_many',
    );
  });
});

describe('a refusal', () => {
  it('names the byte', () => {
    const error = refusal(() => decodeTraces(Buffer.from([0x0a, 0x7f]), 'protobuf'));
    expect([error.reason, error.where]).toEqual(['truncated', 'byte 1']);
  });

  it('names the place in the JSON', () => {
    const json = { resourceSpans: [{ scopeSpans: [{ spans: [{}, { name: 7 }] }] }] };
    const error = refusal(() => decodeTraces(Buffer.from(JSON.stringify(json)), 'json'));
    expect([error.reason, error.where]).toEqual([
      'wrong_type',
      '$.resourceSpans[0].scopeSpans[0].spans[1].name',
    ]);
  });

  it('does not quote what was sent', () => {
    const error = refusal(() => decodeTraces(Buffer.from('{"email": jane@example.com}'), 'json'));
    expect(error.message).not.toContain('jane');
  });

  it.each([
    ['a known field of another type', [0x08, 1], 'wrong_type'],
    ['a field number 0', [0x02, 0], 'bad_tag'],
    ['a group where a known field is', [0x0b, 0x0c], 'wrong_type'],
    ['a group without an end', [0x13, 0x08, 1], 'truncated'],
    ['a group that ends as another one', [0x13, 0x1c], 'bad_tag'],
    ['the end of a group that did not start', [0x14], 'bad_tag'],
    ['more than a hundred groups inside each other', Array.from({ length: 101 }, () => 0x13), 'too_deep'],
    ['an endless number', Array.from({ length: 12 }, () => 0xff), 'bad_varint'],
  ] as const)('is due to %s', (_, bytes, reason) => {
    expect(refusal(() => decodeTraces(Buffer.from(bytes), 'protobuf')).reason).toBe(reason);
  });
});

it('unknown groups are passed over, with all that is in them', () => {
  const group = [0x13, 0x08, 1, 0x1b, 0x12, 2, 0x14, 0x14, 0x1c, 0x14];
  const request = Buffer.concat([Buffer.from(group), encodeTraces([sampleSpan()]), Buffer.from(group)]);
  expect(decodeTraces(request, 'protobuf').batch.spans.length).toBe(1);
});

describe('invalid records', () => {
  function rejectedOf(changes: object) {
    const [good, bad] = [sampleSpan(), { ...sampleSpan(), ...changes }];
    const request = Buffer.from(JSON.stringify(tracesToJson([good, bad, good])));
    const { batch, rejected } = decodeTraces(request, 'json');
    expect(batch.spans.length).toBe(2);
    return rejected;
  }

  it.each([
    ['invalid_trace_id', { traceId: '' }],
    ['invalid_trace_id', { traceId: '0'.repeat(32) }],
    ['invalid_trace_id', { traceId: 'W47/95gDgQPSabYzgT/GDA==' }],
    ['invalid_span_id', { spanId: 'eee19b7ec3c1b1' }],
    ['invalid_span_id', { spanId: '0'.repeat(16) }],
    ['invalid_parent_span_id', { parentSpanId: '7uGbfsPBsXQ=' }],
    ['time_out_of_range', { startNanos: 2n ** 63n }],
  ])('are left out and counted as %s', (reason, changes) => {
    expect(rejectedOf(changes)).toEqual([{ reason, count: 1 }]);
  });
});
