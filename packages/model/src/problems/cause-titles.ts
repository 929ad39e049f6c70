import type { DiagnosisCode } from '../orders/order.js';

type Titles = Readonly<
  Record<
    DiagnosisCode,
    (place: {
      readonly application: string;
      readonly destination: string;
      readonly stage: string;
      readonly error: string;
    }) => string
  >
>;

const persons: Readonly<Record<string, readonly [english: string, russian: string]>> = {
  customer: ['the customer', 'клиент'],
  operator: ['an operator', 'оператор'],
  carrier: ['the carrier', 'перевозчик'],
};

export const causesInEnglish: Titles = {
  on_track: ({ stage }) => `Orders in ${stage} are on track.`,
  slow_stage: ({ stage }) => `Orders rest in ${stage} longer than usual.`,
  stage_overdue: ({ stage, application }) =>
    `${persons[application]?.[0] ?? application} does not move orders on from ${stage} in time.`.replace(
      /^./,
      (letter) => letter.toUpperCase(),
    ),
  message_not_consumed: ({ destination, application }) =>
    `Messages to ${destination} do not reach ${application}.`,
  request_not_received: ({ destination, application }) =>
    `Requests to ${destination} do not reach ${application}.`,
  message_dead_lettered: ({ destination, application }) =>
    `${application} gives up messages to ${destination}.`,
  work_not_finished: ({ application, error }) => `“${error}” begins in ${application} and does not end.`,
  failed_with_error: ({ application, error }) => `“${error}” fails in ${application}.`,
  no_telemetry: ({ application }) => `Nothing is heard from ${application}.`,
};

export const causesInRussian: Titles = {
  on_track: ({ stage }) => `На этапе ${stage} всё в порядке.`,
  slow_stage: ({ stage }) => `На этапе ${stage} заказы остаются дольше обычного.`,
  stage_overdue: ({ stage, application }) =>
    `На этапе ${stage} вышел срок: следующий шаг делает ${persons[application]?.[1] ?? application}.`,
  message_not_consumed: ({ destination, application }) =>
    `Сообщения в ${destination} не доходят до ${application}.`,
  request_not_received: ({ destination, application }) =>
    `Запросы к ${destination} не доходят до ${application}.`,
  message_dead_lettered: ({ destination, application }) =>
    `${application} откладывает сообщения из ${destination} как необработанные.`,
  work_not_finished: ({ application, error }) =>
    `Работа «${error}» в ${application} начинается и не заканчивается.`,
  failed_with_error: ({ application, error }) => `«${error}» в ${application} завершается ошибкой.`,
  no_telemetry: ({ application }) => `От ${application} ничего не слышно.`,
};
