/** One sentence for each reason code. A part that does not apply is empty. */
export const reasons = {
  on_track: 'On track: in {{stage}} for {{duration}}, and {{who}} moves it on next.',
  no_stage: 'No stage of the order has been seen yet; it was first named {{duration}} ago.',
  abandoned: 'In {{stage}} for {{duration}}: the customer has left it.',
  unknown_stage:
    "In {{stage}} for {{duration}}: the flow has no such stage, so it can't be told who moves the order on, or by when.",
  slow_stage:
    'Slower than usual: {{who}} has not moved it on from {{stage}}, and the usual time was over {{duration}} ago.',
  stage_overdue:
    'Stuck in {{stage}}: {{who}} had {{allowed}} to move it on, and the time ran out {{duration}} ago.',
  message_not_consumed:
    'Lost on the way from {{sender}} to {{receiver}}: the message sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}.',
  message_consumed_by_nobody:
    'Lost on the way: the message that {{sender}} sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}.',
  request_not_received:
    'Lost on the way from {{sender}} to {{receiver}}: the request to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}.',
  request_received_by_nobody:
    'Lost on the way: the request of {{sender}} to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}.',
  message_dead_lettered:
    'Given up {{duration}} ago: the message from {{sender}} to {{destination}} was put aside by {{receiver}}{{cause}}; it lies in {{queue}} until somebody sends it again.',
  work_not_finished:
    'Lost in {{application}}: “{{work}}” began {{duration}} ago and has not ended, though {{allowed}} was the most it should take.',
  failed_with_error:
    'Failed {{duration}} ago: “{{operation}}” in {{application}} ended in an error{{tries}}{{status}}{{cause}}, and nothing has come after it.',
  no_telemetry:
    "Nothing has been heard from {{application}} for {{duration}}: whether the order has moved on from {{stage}} can't be told until it reports again.",
};

/** Parts of those sentences, with the punctuation before them. */
export const reasonParts = {
  tries_one: ' {{count}} time',
  tries_other: ' {{count}} times',
  status: ' ({{status}})',
  cause: ', caused by “{{operation}}” in {{application}}',
  deadLetterCause: ', because of an error in “{{operation}}” ({{application}})',
  sendingFailed: '; sending it ended in an error{{tries}}',
};

/** Who has to act, in a sentence. */
export const actors = {
  customer: 'the customer',
  operator: 'an operator',
  operatorOf: 'an operator of {{application}}',
  carrier: 'the carrier',
  machine: 'a machine',
};

/** A cause of problems, by its reason code. */
export const causes = {
  on_track: 'Orders in {{stage}}{{flow}} are on track.',
  slow_stage: 'Orders rest in {{stage}}{{flow}} longer than usual.',
  stage_overdue: '{{who}} does not move orders on from {{stage}}{{flow}} in time.',
  message_not_consumed: 'Messages to {{destination}} do not reach {{application}}.',
  request_not_received: 'Requests to {{destination}} do not reach {{application}}.',
  message_dead_lettered: '{{application}} gives up messages to {{destination}}.',
  work_not_finished: '“{{error}}” begins in {{application}} and does not end.',
  failed_with_error: '“{{error}}” fails in {{application}}.',
  no_telemetry: 'Nothing is heard from {{application}}.',
};

export const ofFlow = ' of flow {{flow}}';
