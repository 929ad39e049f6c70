import { definedFields } from '@ordertrace/conventions';
import type { FlowView } from './flow-view.js';
import { mapText } from './map-view.js';

export const operationsView: FlowView = async (source, query, { orders }) => {
  const { client, t } = source;
  const number = orders === undefined ? undefined : Number(orders);
  const answer = await client.flowOperations({ ...query, ...definedFields({ orders: number }) });
  const { looked_at: read, without_spans: without, more, left_out: leftOut } = answer;
  const notes = [
    t('commandFlow.operations.read', { count: read }),
    ...(more ? [t('commandFlow.operations.more')] : []),
    ...(without === 0 ? [] : [t('commandFlow.operations.withoutSpans', { count: without })]),
    ...(leftOut === 0 ? [] : [t('commandFlow.operations.leftOut', { count: leftOut })]),
  ];
  const map = mapText(answer, { ...source, named: (operation) => operation });
  return { answer, text: `${notes.join('\n')}\n\n${map}` };
};
