import { textsIn, type Language } from '@ordertrace/words';
import type { Alert } from './channel.js';

/** An alert as plain text: the cause, the number of orders, examples, and the link. */
export function alertText({ cause, link }: Alert, language: Language): { subject: string; text: string } {
  const t = textsIn(language);
  const { title, count, open } = cause;
  const lines = [
    title,
    t('alerts.counts', { count, open }),
    t('alerts.examples', { orders: cause.examples.map((example) => example.order_id).join(', ') }),
    t('alerts.since', { time: `${cause.oldest_since.slice(0, 16).replace('T', ' ')} UTC` }),
  ];
  const text = [...lines, ...(link === undefined ? [] : [link])].join('\n');
  return { subject: `[Ordertrace] ${title}`, text };
}
