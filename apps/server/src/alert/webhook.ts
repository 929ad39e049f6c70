import { createHmac } from 'node:crypto';
import type { Language } from '@ordertrace/model';
import { alertText } from './alert-text.js';
import type { Alert, Deliver } from './channel.js';

const timeoutMs = 10_000;
const secretPrefix = 'whsec_';

/** The key of a secret as Standard Webhooks write it; `undefined` where it is none. */
export function webhookKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(secretPrefix)) return undefined;
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** A CloudEvent in JSON, signed as Standard Webhooks say. */
export function webhook(url: string, key: Buffer): Deliver {
  return async (alert) => {
    const body = JSON.stringify(cloudEvent(alert));
    const timestamp = Math.floor(alert.timeMs / 1000).toString();
    const signed = createHmac('sha256', key).update(`${alert.id}.${timestamp}.${body}`).digest('base64');
    await post(url, body, {
      'content-type': 'application/cloudevents+json',
      'webhook-id': alert.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signed}`,
    });
  };
}

function cloudEvent({ id, cause, link, timeMs }: Alert) {
  return {
    specversion: '1.0',
    id,
    source: '/ordertrace',
    type: 'ordertrace.cause.alert',
    subject: cause.cause_id,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    data: { ...cause, ...(link === undefined ? {} : { link }) },
  };
}

/** What chats take: one text. */
export function slack(url: string, language: Language): Deliver {
  return async (alert) => {
    const { text } = alertText(alert, language);
    const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    await post(url, JSON.stringify({ text: escaped }), { 'content-type': 'application/json' });
  };
}

/** The address may be a secret, so no error names it. */
async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    const reason = timedOut
      ? 'no answer within 10 seconds'
      : `no connection (${cause?.code ?? 'unknown reason'})`;
    throw new Error(reason, { cause: error });
  }
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered ${response.status}`);
}
