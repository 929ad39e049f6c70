import type { DiagnosisCode } from '@ordertrace/model';

type Titles = Readonly<
  Record<
    DiagnosisCode,
    (place: {
      readonly application: string;
      readonly destination: string;
      readonly stage: string;
      readonly error: string;
      readonly flow: string;
    }) => string
  >
>;

const persons: Readonly<Record<string, readonly [english: string, russian: string]>> = {
  customer: ['the customer', 'клиент'],
  operator: ['an operator', 'оператор'],
  carrier: ['the carrier', 'перевозчик'],
};

function ofFlow(flow: string): string {
  return flow === '' ? '' : ` of flow ${flow}`;
}

function inRussianFlow(flow: string): string {
  return flow === '' ? '' : ` процесса ${flow}`;
}

export const causesInEnglish: Titles = {
  on_track: ({ stage, flow }) => `Orders in ${stage}${ofFlow(flow)} are on track.`,
  slow_stage: ({ stage, flow }) => `Orders rest in ${stage}${ofFlow(flow)} longer than usual.`,
  stage_overdue: ({ stage, application, flow }) =>
    `${persons[application]?.[0] ?? application} does not move orders on from ${stage}${ofFlow(flow)} in time.`.replace(
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
  on_track: ({ stage, flow }) => `На этапе ${stage}${inRussianFlow(flow)} всё в порядке.`,
  slow_stage: ({ stage, flow }) => `На этапе ${stage}${inRussianFlow(flow)} заказы остаются дольше обычного.`,
  stage_overdue: ({ stage, application, flow }) =>
    `На этапе ${stage}${inRussianFlow(flow)} вышел срок: следующий шаг делает ${persons[application]?.[1] ?? application}.`,
  message_not_consumed: ({ destination, application }) =>
    `Сообщения в ${destination} не доходят до ${application}.`,
  request_not_received: ({ destination, application }) =>
    `Запросы к ${destination} не доходят до ${application}.`,
  message_dead_lettered: ({ destination, application }) =>
    `${application} откладывает сообщения из ${destination} как необработанные.`,
  work_not_finished: ({ application, error }) =>
    `Работа «${error}» в ${application} начинается и не заканчивается.`,
  failed_with_error: ({ application, error }) => `Операция «${error}» в ${application} завершается ошибкой.`,
  no_telemetry: ({ application }) => `От ${application} ничего не слышно.`,
};
