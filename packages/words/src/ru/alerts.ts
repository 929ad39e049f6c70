export const alerts = {
  counts: 'Заказов с этой причиной: {{count}}, из них никем не взято: {{open}}.',
  examples: 'Первые из них: {{orders}}.',
  since: 'С {{time}}.',
};
