import { definedFields } from '@ordertrace/conventions';
import type { FlowView } from './flow-view.js';

export const forecastView: FlowView = async ({ client, named, t }, { tenant }, { order = '' }) => {
  const answer = await client.flowForecast({ order_id: order, ...definedFields({ tenant }) });
  const { samples, median_at: median, p90_at: p90 } = answer;
  const stage = named(answer.stage);
  const text =
    median === null
      ? t('commandFlow.noForecast', { stage })
      : t('commandFlow.forecast', {
          stage,
          count: samples,
          median: minuteText(median),
          p90: p90 === null ? '-' : minuteText(p90),
        });
  return { answer, text };
};

/** A time to the minute: `2026-11-30 09:05 UTC`. */
function minuteText(timestamp: string): string {
  return `${timestamp.slice(0, 16).replace('T', ' ')} UTC`;
}
