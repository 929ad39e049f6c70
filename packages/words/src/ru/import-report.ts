export const importReport = {
  states: {
    done: 'Импортировано',
    counting: 'Импортировано; в статистику вошли ещё не все заказы',
    checked: 'Проверено: пока ничего не сохранено',
    refused: 'Отклонено: ничего не сохранено',
    stopped: 'Остановлено на первой строке с ошибкой',
  },
  fresh: 'Новых событий: {{count, number}}. Сохранено прошлым импортом этого журнала: {{before, number}}',
  elsewhere: 'Уже сохранено из {{source}}, организация {{tenant}}. Событий: {{count, number}}',
  counting: 'В статистику вошло импортированных заказов: {{counted, number}} из {{orders, number}}',
  timeExample: 'время «{{written}}» — это {{read}}',
  note: {
    start_without_end: 'Начала без завершения, приняты как есть: {{count, number}}',
    end_without_start: 'Завершения без начала: {{count, number}}',
    lifecycle_passed_over: 'Пропущены строки других шагов: {{count, number}}',
    time_occurs_twice:
      'Время, которое бывает дважды при переводе часов назад, взято первое из двух: {{count, number}}',
    time_never_occurs:
      'Время, которого не бывает при переводе часов вперёд, сдвинуто на пропущенный промежуток: {{count, number}}',
    no_time_of_day: 'Даты без времени суток, приняты как полночь: {{count, number}}',
    object_not_declared: 'Ссылки на необъявленные объекты: {{count, number}}',
    event_of_other_object_type: 'Пропущены события других объектов: {{count, number}}',
    event_without_type_row: 'Пропущены события, которых нет в таблице их типа: {{count, number}}',
    event_type_not_declared: 'События типов, которые в файле не объявлены: {{count, number}}',
    digits_beyond_nanoseconds: 'Время точнее наносекунды, обрезано: {{count, number}}',
  },
};
