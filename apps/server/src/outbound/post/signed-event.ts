import { Webhook } from 'standardwebhooks';

const secretPrefix = 'whsec_';

/** The key of a secret in the form of Standard Webhooks; `undefined` where it has another form. */
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
 * A CloudEvent in JSON, signed as Standard Webhooks define it, once for each key; a receiver accepts it where one fits.
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
