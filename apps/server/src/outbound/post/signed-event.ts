import { createHmac } from 'node:crypto';

const secretPrefix = 'whsec_';

/** The key of a secret as Standard Webhooks write it; `undefined` where it is none. */
export function webhookKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(secretPrefix)) return undefined;
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** The other way round. */
export function webhookSecret(key: Buffer): string {
  return secretPrefix + key.toString('base64');
}

export interface WebhookEvent {
  /** The same over all tries. */
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** When it happened. */
  readonly timeMs: number;
  readonly data: object;
}

export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A CloudEvent in JSON, signed as Standard Webhooks say, once for each key; receivers take it where one fits.
 * `sentMs` is the time of this try: receivers refuse what was signed long ago.
 */
export function signedEvent(event: WebhookEvent, keys: readonly Buffer[], sentMs: number): SignedEvent {
  const body = JSON.stringify({
    specversion: '1.0',
    id: event.id,
    source: '/ordertrace',
    type: event.type,
    subject: event.subject,
    time: new Date(event.timeMs).toISOString(),
    datacontenttype: 'application/json',
    data: event.data,
  });
  const timestamp = Math.floor(sentMs / 1000).toString();
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${event.id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    body,
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': event.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
  };
}
