export const commandLine = {
  chooseTenant: '{{message}} Укажите организацию: --tenant.',
  unreachable: 'Сервер {{address}} не отвечает.',
  noServer: 'Сервер {{address}} не отвечает: {{reason}}',
  refused: 'Сервер отказал ({{status}}): {{reason}}',
  noReason: 'причина не указана',
  failed: 'Не удалось: {{reason}}',
  link: {
    revoked: 'Ссылка {{id}} отозвана.',
    line: '{{id}}  {{state}}  до {{until}}  {{by}}',
    none: 'У заказа {{order}} нет ссылок.',
    made: '{{url}}\nДействует до {{until}}. Отозвать: --revoke={{id}}',
  },
  erase: {
    counts:
      'спанов {{spans}}, записей журнала {{logs}}, событий {{events}}, фактов {{facts}}, заказов целиком {{orders}}',
    counted: 'Будет удалено: {{counts}}',
    erased: 'Удалено: {{counts}}',
  },
  retention: {
    progress: 'просмотрено',
    restarted: 'Сервер перезапустился во время очистки. Запустите её снова.',
    failed: 'Очистка не удалась: {{reason}}',
    nothing: 'Удалять нечего.',
    counted: 'Будет удалено:',
    removed: 'Удалено:',
    line: '{{rule}}: спанов {{spans}}, записей журнала {{logs}}, около {{size}} КиБ',
    lineWithOrders:
      '{{rule}}: спанов {{spans}}, записей журнала {{logs}}, заказов целиком {{orders}}, около {{size}} КиБ',
  },
  backup: {
    progress: 'сохранено',
    done: '{{path}}: файлов {{files}}, {{size}} МиБ, каждый проверен.\nСпанов {{spans}}, записей журнала {{logs}}, заказов {{orders}}. Проверить копию: ordertrace restore {{path}} --data FOLDER',
  },
  restore: {
    progress: 'восстановлено',
    notEmpty: 'Папка {{folder}} не пуста. Укажите пустую или переместите эту.',
    done: 'В {{folder}} спанов {{spans}}, записей журнала {{logs}}, заказов {{orders}}, до позиции {{position}}; каждый файл\nсверен по SHA-256. Запустите сервер с ORDERTRACE_DATA={{folder}}',
  },
  context: {
    read: 'спанов {{spans}}, строк журнала {{logs}}, заказов {{orders}}, с {{from}}',
    newest: ' (самые новые; больше — с --records)',
    withoutTenant: 'заказов без организации: {{count}}',
    nothing: 'Контекст не теряется.',
    service: 'сервис',
    spans: 'спаны',
    logs: 'журнал',
    withoutOrder: 'без заказа',
    withOrder: 'с заказом',
    outside: 'вне трасс',
    fromTo: 'откуда → куда',
    by: 'через',
    received: 'принято',
    dropped: 'потеряно',
    unlinked: 'не связано',
    withoutContext: 'без контекста',
    ofOrder: ', заказ {{order}}',
    from: ' от {{service}}',
    trace: ', трасса {{trace}}',
    unreadNames:
      'Эти атрибуты похожи на номер заказа, но не читаются. Перечислите их в файле процесса: names: { order_id: [{{attributes}}] }',
    losses: {
      hop_drops_order: 'получатель теряет заказ: его сервис не читает baggage',
      message_without_context:
        'у спана получателя нет ни родителя, ни link: заголовки сообщения не прочитаны',
      message_unlinked:
        'отправитель известен только по идентификатору сообщения: добавьте link на спан отправки',
      span_drops_order: 'спан теряет заказ внутри сервиса, часто в обратном вызове',
      log_without_order: 'в строке журнала заказа он не указан: журнал не добавляет контекст',
      log_outside_trace: 'строка журнала вне трасс и заказов; при запуске и в таймерах это правильно',
      order_without_tenant: 'заказ указан без организации',
      order_id_encoded:
        'номер заказа записан в кодировке URL (например, «+» вместо пробела): один раз раскодируйте baggage перед записью',
      span_without_order: 'в спане и до него заказ не указан, хотя в трассе он есть',
    },
  },
};
