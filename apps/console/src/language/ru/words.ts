import { stageNames } from '@ordertrace/model';

export const stages = { ...stageNames.ru, unknown: 'Этапа пока нет' };

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

export const acting = people;

export const words = { quoted: '«{{text}}»' };
