const units = {
  day_one: '{{value}} day',
  day_other: '{{value}} days',
  hour_one: '{{value}} hour',
  hour_other: '{{value}} hours',
  minute_one: '{{value}} minute',
  minute_other: '{{value}} minutes',
  second_one: '{{value}} second',
  second_other: '{{value}} seconds',
  workingDay_one: '{{value}} working day',
  workingDay_other: '{{value}} working days',
  workingHour_one: '{{value}} working hour',
  workingHour_other: '{{value}} working hours',
};

export const durations = units;

/** After "for" and before "ago", where Russian uses another case. */
export const elapsed = units;
