export const alerts = {
  counts: 'Orders with this cause: {{count}}, not acknowledged: {{open}}.',
  examples: 'Examples: {{orders}}.',
  since: 'Since {{time}}.',
};
