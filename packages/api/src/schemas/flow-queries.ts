import { flowLevels, seriesIntervals } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { Cursor, FlowName, limitOf, named, oneOf, Situation, Tenant, TimeParameter } from './shapes.js';

const filters = {
  from: Type.Optional(TimeParameter),
  to: Type.Optional(TimeParameter),
  tenant: Type.Optional(Tenant),
  flow: Type.Optional(FlowName),
  situation: Type.Optional(Situation),
  variant: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Id of a sequence of stages' }),
  ),
  source: Type.Optional(
    Type.String({
      maxLength: 300,
      default: 'all',
      description: '`live`, `imported`, `all`, or one log: `imported:` and its name',
    }),
  ),
};
const stage = Type.Optional(Type.String({ maxLength: 256, description: 'Where the order is, or ended' }));
const level = Type.Optional(oneOf(flowLevels, 'What activities are; `stage` unless said'));
const interval = Type.Optional(oneOf(seriesIntervals, 'In UTC; `week` unless said'));

export const FlowFilterQuery = Type.Object({ ...filters, stage });
export type FlowFilterQuery = Static<typeof FlowFilterQuery>;
export const FlowQuery = Type.Object({ ...filters, stage, level });
export type FlowQuery = Static<typeof FlowQuery>;
const { from, to, tenant, flow, situation } = filters;
export const OperationsQuery = Type.Object({
  from,
  to,
  tenant,
  flow,
  situation,
  stage,
  orders: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'The most orders to read' }),
  ),
});
export type OperationsQuery = Static<typeof OperationsQuery>;
export const StageSeriesQuery = Type.Object({
  ...filters,
  level,
  stage: named('The stage or activity'),
  interval,
});
export type StageSeriesQuery = Static<typeof StageSeriesQuery>;
export const VariantsQuery = Type.Object({
  ...filters,
  stage,
  level,
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(limitOf(500)),
});
export type VariantsQuery = Static<typeof VariantsQuery>;
export const LeadTimeQuery = Type.Object({ ...filters, stage, level, interval });
export type LeadTimeQuery = Static<typeof LeadTimeQuery>;
export const ForecastQuery = Type.Object({ order_id: named('The order'), tenant: Type.Optional(Tenant) });
export type ForecastQuery = Static<typeof ForecastQuery>;
export const SpectrumQuery = Type.Object({
  ...filters,
  stage,
  level,
  from_activity: named('Where the passage begins'),
  to_activity: named('Where the passage ends'),
  limit: Type.Optional(limitOf(20_000, 5000)),
});
export type SpectrumQuery = Static<typeof SpectrumQuery>;
export const CompareQuery = Type.Object({
  ...filters,
  stage,
  level,
  with_tenant: Type.Optional(named('The tenant to compare with')),
  with_from: Type.Optional(TimeParameter),
  with_to: Type.Optional(TimeParameter),
});
export type CompareQuery = Static<typeof CompareQuery>;
