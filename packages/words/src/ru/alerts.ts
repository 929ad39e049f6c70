export const alerts = {
  counts: 'Заказов с этой причиной: {{count}}, не взято в работу: {{open}}.',
  examples: 'Например: {{orders}}.',
  since: 'С {{time}}.',
};
