import type { Language } from '@ordertrace/words';
import { alertText } from './alert-text.js';
import { signedEvent, type WebhookEvent } from '../post/index.js';
import type { Alert, Deliver } from './channel.js';

const timeoutMs = 10_000;
/** A CloudEvent in JSON, signed as Standard Webhooks say. */
export function webhook(url: string, key: Buffer): Deliver {
  return async (alert) => {
    const { body, headers } = signedEvent(eventOf(alert), [key], alert.timeMs);
    await post(url, body, headers);
  };
}

function eventOf({ id, cause, link, timeMs }: Alert): WebhookEvent {
  const data = { ...cause, ...(link === undefined ? {} : { link }) };
  return { id, type: 'ordertrace.cause.alert', subject: cause.cause_id, timeMs, data };
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
async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
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
