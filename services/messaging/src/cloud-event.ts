import { randomUUID } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { InvalidMessageError } from './errors.js';
import { unstorableReason, unstorableText } from './storable-text.js';

const Text = Type.String({ minLength: 1, maxLength: 256 });

/** CloudEvents 1.0, structured JSON, with the extension attributes that carry the order and its trace. */
export const CloudEventSchema = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Text,
  /** The application that sent the event. */
  source: Text,
  type: Text,
  /** RFC 3339: the time of the reported event. */
  time: Type.String({ format: 'date-time' }),
  datacontenttype: Type.Literal('application/json'),
  orderid: Type.String({ minLength: 1, maxLength: 128 }),
  tenantid: Type.String({ minLength: 1, maxLength: 128 }),
  traceparent: Type.Optional(Type.String({ maxLength: 128 })),
  tracestate: Type.Optional(Type.String({ maxLength: 1024 })),
  baggage: Type.Optional(Type.String({ maxLength: 8192 })),
  data: Type.Unknown(),
});

export type CloudEvent = Readonly<Static<typeof CloudEventSchema>>;

/** Trace and order as texts, as returned by the kit's `orderCarrier()`. */
export interface MessageCarrier {
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly baggage?: string;
}

/** The media type of a CloudEvent in structured JSON. */
export const cloudEventMediaType = 'application/cloudevents+json';

export interface NewCloudEvent {
  readonly source: string;
  readonly type: string;
  readonly orderId: string;
  readonly tenantId: string;
  readonly data: unknown;
  /** Default: a new random ID. */
  readonly id?: string;
  /** Default: now. */
  readonly time?: Date;
}

export function cloudEvent(event: NewCloudEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id ?? randomUUID(),
    source: event.source,
    type: event.type,
    time: (event.time ?? new Date()).toISOString(),
    datacontenttype: 'application/json',
    orderid: event.orderId,
    tenantid: event.tenantId,
    data: event.data,
  };
}

const envelope = Compile(CloudEventSchema);

/** Checks received input. Throws `InvalidMessageError`, which names the attribute, never its value. */
export function readCloudEvent(input: unknown): CloudEvent {
  if (envelope.Check(input)) return storable(input);
  const [first] = envelope.Errors(input);
  throw new InvalidMessageError(`not a CloudEvent: ${describeError(first)}`);
}

function storable(event: CloudEvent): CloudEvent {
  const field = unstorableText(event);
  if (field === undefined) return event;
  throw new InvalidMessageError(`${field.join('.')} ${unstorableReason}`);
}

/** As `readCloudEvent`, from JSON text. */
export function parseCloudEvent(json: string): CloudEvent {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch (cause) {
    throw new InvalidMessageError('not a CloudEvent: no JSON', { cause });
  }
  return readCloudEvent(input);
}

/** `path message` of a validation error: names of attributes, no values. */
export function describeError(error: { instancePath: string; message: string } | undefined): string {
  if (error === undefined) return 'of an unknown shape';
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  return path === '' ? error.message : `${path} ${error.message}`;
}
