import type { Reason, Sentences } from './reason.js';

function who({ detail }: Reason): string {
  const application = detail('application');
  switch (detail('waits_for')) {
    case 'customer':
      return 'клиент';
    case 'operator':
      return application === '' ? 'оператор' : `оператор ${application}`;
    case 'carrier':
      return 'перевозчик';
    default:
      return application === '' ? 'автоматика' : application;
  }
}

function cause({ detail }: Reason): string {
  const same = detail('cause_operation') === detail('operation');
  return same ? '' : `, причина — «${detail('cause_operation')}» в ${detail('cause_application')}`;
}

function code({ detail }: Reason): string {
  const status = detail('status_code');
  return status === '' || status === 'ERROR' || status === 'OK' ? '' : ` (${status})`;
}

/** «2 раза», «5 раз». */
function times(count: number): string {
  const isFew = count % 10 >= 2 && count % 10 <= 4 && (count % 100 < 12 || count % 100 > 14);
  return `${String(count)} ${isFew ? 'раза' : 'раз'}`;
}

/** The sender's own tries, where they failed. */
function sending({ detail, has }: Reason): string {
  if (!has('failed_tries')) return '';
  const tries = Number(detail('failed_tries'));
  return tries === 1 ? '; отправка завершилась ошибкой' : `; отправка завершилась ошибкой ${times(tries)}`;
}

function tries({ detail }: Reason): string {
  const count = Number(detail('tries'));
  return count > 1 ? ` ${times(count)}` : '';
}

export const russian: Sentences = {
  on_track: (reason) => {
    const { detail, has, duration } = reason;
    if (!has('stage')) return `Ни одного этапа заказа ещё не видно; впервые он упомянут ${duration} назад.`;
    if (has('abandoned')) return `На этапе ${detail('stage')} уже ${duration}: клиент его оставил.`;
    if (has('unknown_stage'))
      return `На этапе ${detail('stage')} уже ${duration}: в описании процесса такого этапа нет, поэтому нельзя сказать, кто и когда сделает следующий шаг.`;
    return `Всё в порядке: на этапе ${detail('stage')} уже ${duration}, следующий шаг делает ${who(reason)}.`;
  },
  slow_stage: (reason) =>
    `Медленнее обычного: этап ${reason.detail('stage')} не завершён (следующий шаг делает ${who(reason)}), обычный срок вышел ${reason.duration} назад.`,
  stage_overdue: (reason) =>
    `Застрял на этапе ${reason.detail('stage')}: следующий шаг делает ${who(reason)}, срок — ${reason.allowed}, он вышел ${reason.duration} назад.`,
  message_not_consumed: (reason) => {
    const { detail, duration, allowed } = reason;
    return reason.has('receiver')
      ? `Потерян по пути из ${detail('sender')} в ${detail('receiver')}: сообщение в ${detail('destination')} отправлено ${duration} назад и не принято в срок (${allowed})${sending(reason)}.`
      : `Потерян по пути: сообщение из ${detail('sender')} в ${detail('destination')} отправлено ${duration} назад и не принято в срок (${allowed})${sending(reason)}.`;
  },
  request_not_received: (reason) => {
    const { detail, duration, allowed } = reason;
    return reason.has('receiver')
      ? `Потерян по пути из ${detail('sender')} в ${detail('receiver')}: запрос к ${detail('destination')} отправлен ${duration} назад и не получен в срок (${allowed})${sending(reason)}.`
      : `Потерян по пути: запрос из ${detail('sender')} к ${detail('destination')} отправлен ${duration} назад и не получен в срок (${allowed})${sending(reason)}.`;
  },
  message_dead_lettered: ({ detail, duration, has }) => {
    const why = has('cause_operation')
      ? `, причина — ошибка в «${detail('cause_operation')}» (${detail('cause_application')})`
      : '';
    return `Обработка прекращена ${duration} назад: сообщение из ${detail('sender')} в ${detail('destination')} отложено в ${detail('receiver')}${why}; оно лежит в ${detail('dead_letter_queue')} и не обрабатывается.`;
  },
  work_not_finished: ({ detail, duration, allowed }) =>
    `Потерян в ${detail('application')}: работа «${detail('work')}» началась ${duration} назад и не закончилась, хотя срок — ${allowed}.`,
  failed_with_error: (reason) =>
    `Сбой ${reason.duration} назад: операция «${reason.detail('operation')}» в ${reason.detail('application')} завершилась ошибкой${tries(reason)}${code(reason)}${cause(reason)}, и после этого ничего не произошло.`,
  no_telemetry: ({ detail, duration }) =>
    `От ${detail('application')} ничего не слышно уже ${duration}: пока связи нет, нельзя сказать, ушёл ли заказ с этапа ${detail('stage')}.`,
};
