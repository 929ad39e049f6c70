import { waitedFor } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { FlowName, oneOf, orNull } from './shapes.js';

export const FlowView = Type.Object({
  name: Type.String(),
  stages: Type.Array(
    Type.Object({
      name: Type.String({ description: 'The code of the stage' }),
      names: Type.Optional(
        Type.Object(
          { en: Type.Optional(Type.String()), ru: Type.Optional(Type.String()) },
          { description: 'For people, by language; absent where the flow file gives none' },
        ),
      ),
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

const texts = Type.Array(Type.String());
const FlowClaimView = Type.Object(
  {
    rank: orNull(Type.Integer(), 'Of flows that claim the same order, the lowest has it'),
    tenants: orNull(texts),
    services: orNull(texts),
    stages: orNull(texts),
    attributes: Type.Record(Type.String(), texts),
  },
  { description: 'Which orders take it: those for which all that is given holds' },
);

export const FlowList = Type.Object({
  flows: Type.Array(
    Type.Interface([FlowView], {
      default: Type.Boolean({ description: 'true for the one that has all orders that no other claims' }),
      for: orNull(FlowClaimView),
      file: orNull(Type.String(), 'Where it was read from; null for the shipped one'),
    }),
    { description: 'In the order in which they are asked for an order' },
  ),
  faulty_files: Type.Array(Type.Object({ file: Type.String(), error: Type.String() }), {
    description: 'Files whose current content is not used',
  }),
});
export type FlowList = Static<typeof FlowList>;

export const FlowChoiceQuery = Type.Object({ flow: Type.Optional(FlowName) });
export type FlowChoiceQuery = Static<typeof FlowChoiceQuery>;
