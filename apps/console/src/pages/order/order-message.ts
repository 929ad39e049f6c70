import type { Journey } from '@ordertrace/api';
import type { TFunction } from 'i18next';
import { microsOf } from '../../design/instant.js';
import type { Format } from '../../language/use-format.js';
import { stageName } from '../../language/words.js';

export interface MessageTools {
  readonly t: TFunction;
  readonly format: Format;
}

/**
 * What can be told to a customer or a partner about the order: its stage, since when, what comes next and by
 * when, and that it is being looked into where it is. No service, no queue, no error, no name of a colleague.
 */
export function orderMessage({ order }: Journey, { t, format }: MessageTools): string {
  const stage = stageName(t, order.stage);
  const since = format.day(microsOf(order.stage_since));
  const [next] = order.diagnosis?.next ?? [];
  const lines = [t('order.message.title', { id: order.order_id })];
  if (order.stage === '') {
    return [...lines, t('order.message.received')].join('\n');
  }
  if (order.closed_at !== null) {
    return [...lines, t('order.message.closed', { stage, since })].join('\n');
  }
  lines.push(t('order.message.stage', { stage, since }));
  if (['failed', 'lost', 'stuck'].includes(order.situation ?? '')) {
    lines.push(t('order.message.delayed'));
  } else if (next !== undefined) {
    const due = next.due_at === undefined ? undefined : microsOf(next.due_at);
    const step = stageName(t, next.stage);
    lines.push(
      due === undefined
        ? t('order.message.next', { step })
        : t('order.message.nextBy', { step, time: format.day(due) }),
    );
  }
  return lines.join('\n');
}
