import type { Language } from '@ordertrace/words';
import type { Alert } from './channel.js';

/** An alert as plain text: the cause's sentence, how many orders, examples, where to look. */
export function alertText({ cause, link }: Alert, language: Language): { subject: string; text: string } {
  const orders = cause.examples.map((example) => example.order_id).join(', ');
  const subject = `[Ordertrace] ${cause.title}`;
  const lines =
    language === 'ru'
      ? [
          `Заказов с этой причиной: ${cause.count}, из них никем не взято: ${cause.open}.`,
          `Первые из них: ${orders}.`,
          `С ${cause.oldest_since.slice(0, 16).replace('T', ' ')} UTC.`,
        ]
      : [
          `Orders with this cause: ${cause.count}, of which nobody has taken: ${cause.open}.`,
          `First of them: ${orders}.`,
          `Since ${cause.oldest_since.slice(0, 16).replace('T', ' ')} UTC.`,
        ];
  return { subject, text: [cause.title, ...lines, ...(link === undefined ? [] : [link])].join('\n') };
}
