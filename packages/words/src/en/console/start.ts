export const start = {
  title: 'Overview',
  period: 'Period',
  days_one: '{{count, number}} day',
  days_other: '{{count, number}} days',
  needsSomeone: 'Needs someone now',
  allProblems_one: '{{count, number}} order, {{causes}}: all of them',
  allProblems_other: '{{count, number}} orders, {{causes}}: all of them',
  nothing: 'No order is lost, failed or stuck.',
  oldest: 'oldest {{duration}}',
  owner: 'To act: {{owner}}',
  examples: 'For example',
  stages: 'Orders under way, by stage',
  numbers_one: 'The last {{count, number}} day against the one before',
  numbers_other: 'The last {{count, number}} days against as many before',
  before: 'before: {{value}}',
  nothingBefore: 'Nothing is known of the time before.',
  leadTime: {
    title: 'From creation to delivery',
    median: 'Median',
    p90: 'Slowest tenth from',
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
    title: 'Until a problem is resolved',
    none: 'none yet',
    found: 'Until it was found',
    resolved: 'Until it was resolved',
    foundAfter: 'found after {{duration}}',
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
  live: 'Live: new state appears by itself. Click to pause',
  away: 'No live connection: the page reads again from time to time. Click to pause',
  paused: 'Paused: nothing on the page moves. Click to go on',
};
