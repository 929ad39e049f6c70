import { waitedFor } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { oneOf } from './shapes.js';

export const FlowView = Type.Object({
  name: Type.String(),
  stages: Type.Array(
    Type.Object({
      name: Type.String(),
      owner: Type.Record(Type.String(), Type.String()),
      waits_for: oneOf(waitedFor),
      deadline: Type.Union([Type.String(), Type.Null()], {
        description: 'As the flow file says it: `1 working day`',
      }),
      next: Type.Array(Type.String()),
      end: Type.Boolean(),
    }),
  ),
  calendar: Type.Object(
    {
      time_zone: Type.String({ description: 'An IANA zone, e.g. `Europe/Moscow`' }),
      week_days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: '1 is Monday' }),
      from_minute: Type.Integer({ description: 'Minutes after midnight in the zone' }),
      to_minute: Type.Integer(),
      holidays: Type.Array(Type.String(), { description: '`YYYY-MM-DD`: not worked' }),
      extra_working_days: Type.Array(Type.String(), { description: '`YYYY-MM-DD`: worked all the same' }),
    },
    { description: 'When people work: deadlines in working days count this time only' },
  ),
});
export type FlowView = Static<typeof FlowView>;
