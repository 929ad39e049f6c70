import type { Cause } from '@ordertrace/api';
import { textsIn, type Language } from '@ordertrace/words';
import type { Alert, RiskView } from './channel.js';

/** An alert as plain text: the cause, the number of orders, examples, and the link. */
export function alertText(
  { content, link }: Alert,
  language: Language,
): { readonly subject: string; readonly text: string } {
  const [title, ...lines] =
    content.kind === 'cause' ? causeLines(content.cause, language) : riskLines(content.risk, language);
  const text = [title, ...lines, ...(link === undefined ? [] : [link])].join('\n');
  return { subject: `[Ordertrace] ${title}`, text };
}

type Lines = readonly [title: string, ...rest: readonly string[]];

function causeLines({ title, count, open, examples, oldest_since: since }: Cause, language: Language): Lines {
  const t = textsIn(language);
  return [
    title,
    t('alerts.counts', { count, open }),
    t('alerts.examples', { orders: examples.map((example) => example.order_id).join(', ') }),
    t('alerts.since', { time: minuteText(since) }),
  ];
}

function riskLines({ stage_name: stage, count, examples }: RiskView, language: Language): Lines {
  const t = textsIn(language);
  const ids = examples.map(({ order_id: order, predicted_finish: finish }) =>
    t('alerts.predicted', { order, time: minuteText(finish) }),
  );
  return [t('alerts.atRisk', { stage, count }), t('alerts.examples', { orders: ids.join(', ') })];
}

function minuteText(timestamp: string): string {
  return `${timestamp.slice(0, 16).replace('T', ' ')} UTC`;
}
