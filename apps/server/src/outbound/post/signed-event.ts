import { Webhook } from 'standardwebhooks';

const secretPrefix = 'whsec_';

/** The key in a secret of the Standard Webhooks form; `undefined` for any other form. */
export function webhookKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(secretPrefix)) return undefined;
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** The secret of a key. */
export function webhookSecret(key: Buffer): string {
  return secretPrefix + key.toString('base64');
}

export interface WebhookEvent {
  /** The same for all attempts. */
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** The time of the event. */
  readonly timeMs: number;
  readonly data: object;
}

export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A CloudEvent in JSON, signed as Standard Webhooks define, once with each key; one valid signature is
 * enough. `sentMs` is the time of this attempt: receivers reject old signatures.
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
  const sent = new Date(sentMs);
  const signatures = keys.map((key) => new Webhook(key, { format: 'raw' }).sign(event.id, sent, body));
  return {
    body,
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': event.id,
      'webhook-timestamp': Math.floor(sentMs / 1000).toString(),
      'webhook-signature': signatures.join(' '),
    },
  };
}
