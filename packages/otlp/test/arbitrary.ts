import fc from 'fast-check';
import { spanKinds, spanStatuses, type AttributeValue, type LogRecord, type Span } from '@ordertrace/model';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\uFEFF', 'order_id', 'tenant_id', '__proto__'),
);
const nanos = fc.bigInt({ min: 0n, max: 2n ** 62n - 1n });
const bytes = fc.uint8Array().map((array) => Uint8Array.from(array));

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    fc.constant(null),
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));
const attributes = fc.array(fc.tuple(text, value), { maxLength: 6 }).map((entries) => new Map(entries));

function id(bytesLong: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: bytesLong, maxLength: bytesLong })
    .filter((array) => array.some((byte) => byte !== 0))
    .map((array) => Buffer.from(array).toString('hex'));
}

const flags = fc.nat({ max: 0xffffffff });
const resource = fc.record({ attributes });
const scope = fc.record({ name: text, version: text, attributes });

export const span: fc.Arbitrary<Span> = fc
  .record(
    {
      traceId: id(16),
      spanId: id(8),
      parentSpanId: id(8),
      traceState: text,
      flags,
      name: text,
      kind: fc.constantFrom(...spanKinds),
      startNanos: nanos,
      durationNanos: nanos,
      status: fc.constantFrom(...spanStatuses),
      statusMessage: text,
      attributes,
      events: fc.array(fc.record({ timeNanos: nanos, name: text, attributes }), { maxLength: 3 }),
      links: fc.array(fc.record({ traceId: id(16), spanId: id(8), traceState: text, attributes }), {
        maxLength: 3,
      }),
      resource,
      scope,
    },
    {
      requiredKeys: [
        'traceId',
        'spanId',
        'traceState',
        'flags',
        'name',
        'kind',
        'startNanos',
        'durationNanos',
        'status',
        'statusMessage',
        'attributes',
        'events',
        'links',
        'resource',
        'scope',
      ],
    },
  )
  .map((made) => made as Span);

/** A log record with its own time, and without the attribute that can replace its event name. */
export const log: fc.Arbitrary<LogRecord> = fc
  .record({
    timeNanos: nanos.map((time) => time + 1n),
    observedNanos: nanos,
    ids: fc.option(fc.record({ traceId: id(16), spanId: id(8) }), { nil: {} }),
    flags,
    severityNumber: fc.nat({ max: 24 }),
    severityText: text,
    eventName: text,
    body: value,
    attributes,
    resource,
    scope,
  })
  .map(({ ids, ...rest }) => ({ ...ids, ...rest }));
