/** The report of an import, in the console and on the command line. */
export const importReport = {
  states: {
    done: 'Imported',
    counting: 'Imported; statistics do not count all of its orders yet',
    checked: 'Checked: nothing stored yet',
    refused: 'Rejected: nothing stored',
    stopped: 'Stopped at the first invalid row',
  },
  fresh: 'New events: {{count, number}}. Stored by an earlier import of this log: {{before, number}}',
  elsewhere: 'Stored already from {{source}}, tenant {{tenant}}. Events: {{count, number}}',
  counting: 'Statistics count {{counted, number}} of {{orders, number}} imported orders',
  timeExample: 'the time “{{written}}” is {{read}}',
  note: {
    start_without_end: 'Starts without an end, imported as they are: {{count, number}}',
    end_without_start: 'Ends without a start: {{count, number}}',
    lifecycle_passed_over: 'Rows with other lifecycle steps, skipped: {{count, number}}',
    time_occurs_twice:
      'Times that occur twice because clocks are set back, read as the first of both: {{count, number}}',
    time_never_occurs:
      'Times that never occur because clocks are set forward, moved on by the skipped time: {{count, number}}',
    no_time_of_day: 'Dates without a time, imported as midnight: {{count, number}}',
    object_not_declared: 'References to undeclared objects: {{count, number}}',
    event_of_other_object_type: 'Events of other objects, skipped: {{count, number}}',
    event_without_type_row: 'Events that the table of their type does not have, skipped: {{count, number}}',
    event_type_not_declared: 'Events of types that the file does not declare: {{count, number}}',
    digits_beyond_nanoseconds: 'Times finer than a nanosecond, truncated: {{count, number}}',
  },
};
