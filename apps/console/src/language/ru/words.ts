export const stages = {
  CREATED: 'Создан',
  SUBMITTED: 'На расчёте',
  PRICED: 'Рассчитан',
  APPROVED: 'Подтверждён',
  IN_PRODUCTION: 'В производстве',
  PRODUCED: 'Изготовлен',
  PACKED: 'Упакован',
  SHIPPED: 'Отгружен',
  CLOSED: 'Закрыт',
  REJECTED: 'Отклонён',
  CANCELLED: 'Отменён',
  unknown: 'Этапа пока нет',
};

export const situations = {
  failed: 'Сбой',
  lost: 'Потерян',
  stuck: 'Застрял',
  slow: 'Медленно',
  on_track: 'В срок',
  left: 'Оставлен',
  closed: 'Закрыт',
};

export const waitsFor = {
  customer: 'Ждёт клиента',
  operator: 'Ждёт оператора',
  machine: 'У машины',
  carrier: 'Ждёт перевозчика',
  unknown: 'Ждёт',
};

export const people = {
  customer: 'клиент',
  operator: 'оператор',
  partner: 'партнёр',
  system: 'система',
  carrier: 'перевозчик',
  machine: 'машина',
};

export const words = { quoted: '«{{text}}»' };
