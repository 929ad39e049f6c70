export const alerts = {
  counts: 'Orders with this cause: {{count}}, of which nobody has taken: {{open}}.',
  examples: 'First of them: {{orders}}.',
  since: 'Since {{time}}.',
};
