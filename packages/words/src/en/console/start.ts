export const start = {
  title: 'Overview',
  period: 'Period',
  days_one: '{{count, number}} day',
  days_other: '{{count, number}} days',
  needsSomeone: 'Needs attention now',
  allProblems_one: '{{count, number}} order, {{causes}}: show all',
  allProblems_other: '{{count, number}} orders, {{causes}}: show all',
  nothing: 'No order is lost, failed or stuck.',
  oldest: 'oldest {{duration}}',
  owner: 'Owner: {{owner}}',
  examples: 'For example',
  stages: 'Orders under way, by stage',
  numbers_one: 'Last {{count, number}} day, compared with the day before',
  numbers_other: 'Last {{count, number}} days, compared with the same time before',
  before: 'before: {{value}}',
  nothingBefore: 'No data for the time before.',
  leadTime: {
    title: 'Lead time, creation to delivery',
    median: 'Median',
    p90: '90th percentile',
    p90Is: 'one in ten over {{duration}}',
    orders_one: 'median of {{count, number}} order',
    orders_other: 'median of {{count, number}} orders',
  },
  unresolved: {
    title: 'Lost, failed and stuck orders',
    of_one: 'of {{count, number}} not closed',
    of_other: 'of {{count, number}} not closed',
  },
  hours: {
    title: 'Time to resolve a problem',
    none: 'none yet',
    found: 'Time to detect',
    resolved: 'Time to resolve',
    foundAfter: 'detected after {{duration}}',
    problems_one: '{{count, number}} problem',
    problems_other: '{{count, number}} problems',
  },
  where: {
    title: 'Where the time goes',
    p90: '1 in 10: {{duration}}',
    none: 'No order has left a stage in this time.',
  },
};

export const chart = { time: 'Time' };

export const live = {
  live: 'Live updates are on. Click to pause',
  away: 'No live connection: data refreshes every 15 to 20 seconds. Click to pause',
  paused: 'Live updates are paused. Click to resume',
};
