export const alerts = {
  counts: 'Orders with this cause: {{count}}, not acknowledged: {{open}}.',
  examples: 'Examples: {{orders}}.',
  since: 'Since {{time}}.',
  atRisk: 'At risk in “{{stage}}”: orders that will probably miss the deadline: {{count}}.',
  predicted: '{{order}} (predicted finish {{time}})',
};
