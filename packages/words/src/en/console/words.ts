export const stages = { unknown: 'No stage yet' };

export const situations = {
  failed: 'Failed',
  lost: 'Lost',
  stuck: 'Stuck',
  slow: 'Slow',
  on_track: 'On track',
  left: 'Abandoned',
  closed: 'Closed',
};

export const waitsFor = {
  customer: 'Waits for the customer',
  operator: 'Waits for an operator',
  machine: 'Automatic processing',
  carrier: 'Waits for the carrier',
  unknown: 'Waits',
};

export const people = {
  customer: 'customer',
  operator: 'operator',
  partner: 'partner',
  system: 'system',
  carrier: 'carrier',
  machine: 'machine',
};

/** Form of these words in a sentence about the owner. */
export const acting = {
  customer: 'the customer',
  operator: 'an operator',
  partner: 'the partner',
  system: 'the system',
  carrier: 'the carrier',
  machine: 'a machine',
};

export const words = { quoted: '“{{text}}”' };

export const deadlines = {
  workingDay_one: '{{count, number}} working day',
  workingDay_other: '{{count, number}} working days',
  workingHour_one: '{{count, number}} working hour',
  workingHour_other: '{{count, number}} working hours',
  day_one: '{{count, number}} day',
  day_other: '{{count, number}} days',
  hour_one: '{{count, number}} hour',
  hour_other: '{{count, number}} hours',
  minute_one: '{{count, number}} minute',
  minute_other: '{{count, number}} minutes',
  second_one: '{{count, number}} second',
  second_other: '{{count, number}} seconds',
  learned: 'learned, at least {{amount}}',
};
