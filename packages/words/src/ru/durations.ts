export const durations = {
  day_one: '{{value}} день',
  day_few: '{{value}} дня',
  day_many: '{{value}} дней',
  day_other: '{{value}} дня',
  hour_one: '{{value}} час',
  hour_few: '{{value}} часа',
  hour_many: '{{value}} часов',
  hour_other: '{{value}} часа',
  minute_one: '{{value}} минута',
  minute_few: '{{value}} минуты',
  minute_many: '{{value}} минут',
  minute_other: '{{value}} минуты',
  second_one: '{{value}} секунда',
  second_few: '{{value}} секунды',
  second_many: '{{value}} секунд',
  second_other: '{{value}} секунды',
  workingDay_one: '{{value}} рабочий день',
  workingDay_few: '{{value}} рабочих дня',
  workingDay_many: '{{value}} рабочих дней',
  workingDay_other: '{{value}} рабочего дня',
  workingHour_one: '{{value}} рабочий час',
  workingHour_few: '{{value}} рабочих часа',
  workingHour_many: '{{value}} рабочих часов',
  workingHour_other: '{{value}} рабочего часа',
};

/** In the accusative: "минуту назад", "уже минуту". */
export const elapsed = {
  ...durations,
  minute_one: '{{value}} минуту',
  second_one: '{{value}} секунду',
};
