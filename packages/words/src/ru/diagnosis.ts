export const reasons = {
  on_track: 'Всё в порядке: на этапе «{{stage}}» уже {{duration}}, следующий шаг делает {{who}}.',
  no_stage: 'Ни одного этапа заказа ещё не видно; впервые он упомянут {{duration}} назад.',
  abandoned: 'На этапе «{{stage}}» уже {{duration}}: клиент, вероятно, передумал.',
  unknown_stage:
    'На этапе «{{stage}}» уже {{duration}}: в процессе такого этапа нет, поэтому ответственный и срок неизвестны.',
  slow_stage:
    'Медленнее обычного на этапе «{{stage}}»: следующий шаг делает {{who}}, обычное время вышло {{duration}} назад.',
  stage_overdue:
    'Застрял на этапе «{{stage}}»: следующий шаг делает {{who}}, срок ({{allowed}}) вышел {{duration}} назад{{lastSign}}.',
  message_not_consumed:
    'Потерян по пути из {{sender}} в {{receiver}}: сообщение в {{destination}} отправлено {{duration}} назад и не принято в срок ({{allowed}}){{sending}}{{error}}.',
  message_consumed_by_nobody:
    'Потерян по пути: сообщение из {{sender}} в {{destination}} отправлено {{duration}} назад и не принято в срок ({{allowed}}){{sending}}{{error}}.',
  request_not_received:
    'Потерян по пути из {{sender}} в {{receiver}}: запрос к {{destination}} отправлен {{duration}} назад и не получен в срок ({{allowed}}){{sending}}{{error}}.',
  request_received_by_nobody:
    'Потерян по пути: запрос из {{sender}} к {{destination}} отправлен {{duration}} назад и не получен в срок ({{allowed}}){{sending}}{{error}}.',
  message_dead_lettered:
    'Попытки прекращены {{duration}} назад: {{receiver}} не обработал сообщение из {{sender}} в {{destination}}{{cause}}{{error}}; оно отложено в очередь {{queue}} и ждёт повторной отправки.',
  receipt_not_seen:
    'Не видно в {{receiver}}: отправленное из {{sender}} в {{destination}} могло дойти незаметно для телеметрии{{share}}{{overdue}}{{lastSign}}.',
  side_effect_lost:
    'Заказ продвинулся дальше, но одно из его сообщений потеряно: {{receiver}} не принял в срок ({{allowed}}) то, что {{sender}} отправил в {{destination}} {{duration}} назад.',
  work_not_finished:
    'Потерян в {{application}}: работа «{{work}}» началась {{duration}} назад и не закончилась, хотя срок — {{allowed}}.',
  failed_with_error:
    'Сбой {{duration}} назад: операция «{{operation}}» в {{application}} завершилась ошибкой{{status}}{{tries}}{{cause}}{{error}}{{passedOn}}, и после этого ничего не произошло.',
  no_telemetry:
    'От {{application}} нет телеметрии уже {{duration}}: пока она не появится, неизвестно, ушёл ли заказ с этапа «{{stage}}».',
  no_telemetry_no_stage:
    'От {{application}} нет телеметрии уже {{duration}}: пока она не появится, неизвестно, что с заказом.',
};

export const reasonParts = {
  tries_one: ' {{count}} раз{{last}}',
  tries_few: ' {{count}} раза{{last}}',
  tries_many: ' {{count}} раз{{last}}',
  tries_other: ' {{count}} раза{{last}}',
  lastTry: ', последний раз — {{time}}',
  overdue: '; срок этапа «{{stage}}» ({{allowed}}) вышел {{duration}} назад',
  status: ' ({{status}})',
  error: ': «{{text}}»',
  errorType: ': {{type}}',
  passedOn: '; сообщение отправлено на повтор в {{destination}}',
  share:
    ' (из отправленного туда за последнее время, всего {{total}}, не было видно {{missed}}{{instances}})',
  instances_one: '; экземпляров — {{known}}, из них ни разу не видно {{count}}',
  instances_few: '; экземпляров — {{known}}, из них ни разу не видно {{count}}',
  instances_many: '; экземпляров — {{known}}, из них ни разу не видно {{count}}',
  instances_other: '; экземпляров — {{known}}, из них ни разу не видно {{count}}',
  lastSign: '; последний раз он был виден в {{application}}: «{{operation}}»',
  lastSeenIn: '; последний раз он был виден в {{application}}',
  sentTo: ', последняя отправка — в {{destination}}',
  cause: ', причина — «{{operation}}» в {{application}}',
  deadLetterCause: ', причина — ошибка в «{{operation}}» ({{application}})',
  sendingFailed: '; отправка завершилась ошибкой{{tries}}',
};

export const actors = {
  customer: 'клиент',
  operator: 'оператор',
  operatorOf: 'оператор {{application}}',
  carrier: 'перевозчик',
  machine: 'автоматика',
};

export const causes = {
  on_track: 'На этапе «{{stage}}»{{flow}} всё в порядке.',
  slow_stage: 'На этапе «{{stage}}»{{flow}} заказы остаются дольше обычного.',
  stage_overdue: 'На этапе «{{stage}}»{{flow}} вышел срок: следующий шаг делает {{who}}.',
  message_not_consumed: 'Сообщения в {{destination}} не доходят до {{application}}.',
  request_not_received: 'Запросы к {{destination}} не доходят до {{application}}.',
  message_dead_lettered: '{{application}} откладывает сообщения из {{destination}} как необработанные.',
  receipt_not_seen: 'Не видно, что отправленное в {{destination}} доходит до {{application}}.',
  side_effect_lost: 'Побочные сообщения в {{destination}} не доходят до {{application}}.',
  work_not_finished: 'Работа «{{error}}» в {{application}} начинается и не заканчивается.',
  failed_with_error: 'Операция «{{error}}» в {{application}} завершается ошибкой.',
  no_telemetry: 'От {{application}} нет телеметрии.',
};

export const ofFlow = ' процесса {{flow}}';
