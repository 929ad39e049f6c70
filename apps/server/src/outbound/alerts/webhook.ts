import { definedFields } from '@ordertrace/conventions';
import type { Language } from '@ordertrace/words';
import { post, signedEvent, type WebhookEvent } from '../post/index.js';
import { alertText } from './alert-text.js';
import type { Alert, Deliver } from './channel.js';

/** A CloudEvent in JSON, signed as Standard Webhooks define it. */
export function webhook(url: URL, key: Buffer): Deliver {
  return (alert) => post(url, signedEvent(eventOf(alert), [key], alert.timeMs));
}

function eventOf({ id, content, link, timeMs }: Alert): WebhookEvent {
  const group = content.kind === 'cause' ? content.cause : content.risk;
  const type = content.kind === 'cause' ? 'ordertrace.cause.alert' : 'ordertrace.orders.at_risk';
  const data = { ...group, ...definedFields({ link }) };
  return { id, type, subject: group.cause_id, timeMs, data };
}

/** The format of chats: one text. */
export function slack(url: URL, language: Language): Deliver {
  return (alert) => {
    const { text } = alertText(alert, language);
    const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const body = JSON.stringify({ text: escaped });
    return post(url, { headers: { 'content-type': 'application/json' }, body });
  };
}
