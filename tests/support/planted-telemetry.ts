import { randomBytes } from 'node:crypto';
import type { AttributeValue, LogRecord, Span } from '@ordertrace/model';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { secretKinds, type Sample } from '@ordertrace/privacy/samples';

/** Long enough for the order to be called failed at once. */
const hoursAgo = 3 * 3_600_000;
/** Short ones may stand anywhere by chance. */
const shortest = 8;

const mostTries = 100;

/** One secret of each kind that the gate knows; of kinds whose secrets are all short, none. */
export function plantedSecrets(random: () => number): readonly Sample[] {
  return secretKinds(random).flatMap(({ make }) => {
    const samples = Array.from({ length: mostTries }, make);
    return samples.find(({ secret }) => secret.length >= shortest) ?? [];
  });
}

/** What a service that knows nothing of privacy sends: a failing span and a log line with a secret in every place. */
export function plantedRequests(orderId: string, samples: readonly Sample[]) {
  const startNanos = BigInt(Date.now() - hoursAgo) * 1_000_000n;
  const spans = samples.map((sample, i): Span => ({
    ...plantedSpan(orderId, sample),
    startNanos: startNanos + BigInt(i),
  }));
  const logs = samples.map(({ text }, i): LogRecord => ({
    timeNanos: startNanos,
    observedNanos: startNanos,
    severityNumber: 17,
    severityText: text,
    eventName: '',
    flags: 1,
    traceId: spans[i]?.traceId ?? '',
    spanId: spans[i]?.spanId ?? '',
    body:
      i % 2 === 0
        ? `it said ${text}`
        : new Map<string, AttributeValue>([
            ['message', text],
            ['customer', text],
          ]),
    attributes: attributesWith(orderId, text),
    ...origin(text),
  }));
  const [first] = logs;
  if (first === undefined) throw new Error('there is nothing to plant');
  const transition: LogRecord = {
    ...first,
    eventName: 'order.transition',
    attributes: new Map<string, AttributeValue>([
      ...attributesWith(orderId, samples[0]?.text ?? ''),
      ['stage', 'SUBMITTED'],
    ]),
  };
  return { traces: encodeTraces(spans), logs: encodeLogs([...logs, transition]) };
}

function plantedSpan(orderId: string, { text }: Sample): Omit<Span, 'startNanos'> {
  const attributes = attributesWith(orderId, text);
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceState: `vendor=${text}`,
    flags: 1,
    name: `call ${text}`,
    kind: 'server',
    durationNanos: 1_500_000n,
    status: 'error',
    statusMessage: `failed: ${text}`,
    attributes,
    events: [{ timeNanos: 1n, name: `event ${text}`, attributes }],
    links: [
      {
        traceId: randomBytes(16).toString('hex'),
        spanId: randomBytes(8).toString('hex'),
        traceState: `vendor=${text}`,
        attributes,
      },
    ],
    ...origin(text),
  };
}

function origin(text: string) {
  return {
    resource: {
      attributes: new Map<string, AttributeValue>([
        ['service.name', 'careless'],
        ['service.version', text],
        ['host.name', text],
        ['owner', text],
      ]),
    },
    scope: { name: `scope ${text}`, version: text, attributes: new Map([['library', text]]) },
  };
}

/** Under keys that may stay, that nobody allowed, and that name what must not be there; of every type. */
function attributesWith(orderId: string, text: string): Map<string, AttributeValue> {
  const digits = text.replace(/\D/g, '');
  return new Map<string, AttributeValue>([
    ['order_id', orderId],
    ['tenant_id', 'retail'],
    ['http.route', `/orders/${text}`],
    ['url.full', `https://shop.example/find?q=${encodeURIComponent(text)}`],
    ['exception.message', `it said ${text}`],
    ['exception.stacktrace', `Error: ${text}\n    at check (/app/orders.js:1:1)`],
    ['db.query.text', `SELECT * FROM orders WHERE name = '${text.replaceAll("'", "''")}'`],
    ['error.type', [text, `again ${text}`]],
    ['messaging.batch.message_count', digits.length >= 11 && digits.length <= 18 ? BigInt(digits) : text],
    ['db.operation.name', new TextEncoder().encode(text)],
    ['feature_flag.key', new Map([['message', text]])],
    ['customer.email', text],
    ['http.request.header.authorization', text],
    ['free text', text],
    [`key ${text}`, 'value'],
  ]);
}
