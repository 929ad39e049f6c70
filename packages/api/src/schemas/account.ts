import { Type, type Static } from 'typebox';
import { oneOf, Timestamp } from './shapes.js';

/** Explanation of a verdict: what was expected, what was seen, and how much its absence means. */
export const Account = Type.Object({
  expected: Type.Object({
    what: oneOf([
      'message_consumed',
      'request_received',
      'message_handled',
      'work_ended',
      'operation_succeeded',
      'stage_left',
      'telemetry_sent',
    ]),
    of: Type.String({ description: 'Queue, request target, work, operation, stage, or application' }),
    by_whom: Type.String({ description: 'The application or person; empty where none is known' }),
    due_at: Type.Union([Timestamp, Type.Null()]),
  }),
  last_sign: Type.Union(
    [
      Type.Object({
        application_name: Type.String(),
        operation: Type.String(),
        timestamp: Timestamp,
        sent_to: Type.Union([Type.String(), Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'Where the order was last surely alive' },
  ),
  error: Type.Union(
    [
      Type.Object({
        type: Type.Union([Type.String(), Type.Null()], {
          description: 'Exception type, without its package',
        }),
        message: Type.Union([Type.String(), Type.Null()], {
          description: 'First line of the message, as the privacy gate let it through',
        }),
      }),
      Type.Null(),
    ],
    { description: 'The error in its own words; null where telemetry has none' },
  ),
  coverage: Type.Union(
    [
      Type.Object({
        seen: Type.Integer(),
        total: Type.Integer(),
        instances: Type.Union(
          [Type.Object({ known: Type.Integer(), never_seen: Type.Integer() }), Type.Null()],
          { description: 'Instances of the receiver; null unless some of them are never seen to receive' },
        ),
      }),
      Type.Null(),
    ],
    {
      description:
        'Of what was sent there recently, how much was seen to arrive; null where no receipt is missing',
    },
  ),
});
export type Account = Static<typeof Account>;
