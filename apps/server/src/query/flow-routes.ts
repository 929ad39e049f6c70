import { FlowView } from '@ordertrace/api';
import { deadlineText, type Flow } from '@ordertrace/model';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

export interface FlowRouteOptions {
  /** The flow in use. */
  readonly flow: () => Flow;
}

export const flowRoutes: FastifyPluginCallbackTypebox<FlowRouteOptions> = (app, { flow }, done) => {
  app.get(
    '/flow',
    {
      schema: {
        summary: 'The flow that orders follow: stages, owners, deadlines',
        response: { 200: FlowView },
      },
    },
    () => flowView(flow()),
  );
  done();
};

function flowView(flow: Flow): FlowView {
  return {
    name: flow.name,
    stages: flow.stages.map((stage) => ({
      name: stage.name,
      owner: { ...stage.owner },
      waits_for: stage.waitsFor,
      deadline: stage.deadline === undefined ? null : deadlineText(flow, stage.deadline),
      next: [...stage.next],
      end: flow.end.includes(stage.name),
    })),
    calendar: {
      time_zone: flow.calendar.timeZone,
      week_days: [...flow.calendar.weekDays],
      from_minute: flow.calendar.fromMinute,
      to_minute: flow.calendar.toMinute,
      holidays: [...flow.calendar.holidays],
      extra_working_days: [...flow.calendar.extraWorkingDays],
    },
  };
}
