export const stages = { unknown: 'Этапа пока нет' };

export const situations = {
  failed: 'Сбой',
  lost: 'Потерян',
  stuck: 'Застрял',
  slow: 'Медленно',
  on_track: 'В срок',
  left: 'Брошен клиентом',
  closed: 'Закрыт',
};

export const waitsFor = {
  customer: 'Ждёт клиента',
  operator: 'Ждёт оператора',
  machine: 'Автоматическая обработка',
  carrier: 'Ждёт перевозчика',
  unknown: 'Ждёт',
};

export const people = {
  customer: 'клиент',
  operator: 'оператор',
  partner: 'партнёр',
  system: 'система',
  carrier: 'перевозчик',
  machine: 'автоматика',
};

export const acting = { ...people };

export const words = { quoted: '«{{text}}»' };

export const deadlines = {
  workingDay_one: '{{count, number}} рабочий день',
  workingDay_few: '{{count, number}} рабочих дня',
  workingDay_many: '{{count, number}} рабочих дней',
  workingDay_other: '{{count, number}} рабочего дня',
  workingHour_one: '{{count, number}} рабочий час',
  workingHour_few: '{{count, number}} рабочих часа',
  workingHour_many: '{{count, number}} рабочих часов',
  workingHour_other: '{{count, number}} рабочего часа',
  day_one: '{{count, number}} день',
  day_few: '{{count, number}} дня',
  day_many: '{{count, number}} дней',
  day_other: '{{count, number}} дня',
  hour_one: '{{count, number}} час',
  hour_few: '{{count, number}} часа',
  hour_many: '{{count, number}} часов',
  hour_other: '{{count, number}} часа',
  minute_one: '{{count, number}} минута',
  minute_few: '{{count, number}} минуты',
  minute_many: '{{count, number}} минут',
  minute_other: '{{count, number}} минуты',
  second_one: '{{count, number}} секунда',
  second_few: '{{count, number}} секунды',
  second_many: '{{count, number}} секунд',
  second_other: '{{count, number}} секунды',
  learned: 'по опыту, не меньше: {{amount}}',
};
