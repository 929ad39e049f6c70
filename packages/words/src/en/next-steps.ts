/** What support should do next, by the reason of the verdict. */
export const nextSteps = {
  message_not_consumed:
    'Ask the team of {{receiver}} whether it is running and reads {{destination}}. If the message is no longer there, ask the team of {{sender}} to send it again.',
  message_consumed_by_nobody:
    'Ask the team of {{sender}} which application should read {{destination}}, and whether that application is running.',
  request_not_received:
    'Ask the team of {{receiver}} whether it was reachable at that time. Then ask the team of {{sender}} to repeat the request.',
  request_received_by_nobody:
    'Ask the team of {{sender}} which application should answer at {{destination}}, and whether that application is running.',
  message_dead_lettered:
    'Ask the team of {{receiver}} why it gave up on the message. Once the cause is fixed, move the message from {{queue}} back to {{destination}}.',
  receipt_not_seen:
    'Ask the team of {{receiver}} whether it has the order: what it receives at {{destination}} is not always seen in telemetry.',
  work_not_finished:
    'Ask the team of {{application}} whether “{{work}}” is still running. If it is not, have it started again.',
  failed_with_error:
    'Show the error to the team of {{cause}}. Once the cause is fixed, have “{{operation}}” repeated.',
  stage_overdue_customer: 'Remind the customer that the order is waiting for them.',
  stage_overdue_carrier: 'Ask the carrier where the parcel is.',
  stage_overdue_operator: 'Ask who works on the order in {{application}}. If nobody does, have it assigned.',
  stage_overdue_someone: 'Ask who works on the order. If nobody does, have it assigned.',
  stage_overdue_unowned: 'Find out who must move the order on from “{{stage}}”: the flow file names nobody.',
  stage_overdue_machine: 'Ask the team of {{application}} why the order has not left “{{stage}}”.',
  stage_overdue_sent_to:
    'Ask the team of {{application}} why the order has not left “{{stage}}”. Its last message or request was sent to {{sentTo}}: check there first.',
  no_telemetry:
    'Ask the team of {{application}} whether the application is running, and whether its telemetry is sent to Ordertrace.',
};
