export const alerts = {
  counts: 'Заказов с этой причиной: {{count}}, не взято в работу: {{open}}.',
  examples: 'Например: {{orders}}.',
  since: 'С {{time}}.',
  atRisk: 'Под угрозой на этапе «{{stage}}»: заказов, которые, скорее всего, не успеют в срок: {{count}}.',
  predicted: '{{order}} (прогноз завершения: {{time}})',
};
