import { FlowChoiceQuery, FlowList, FlowView } from '@ordertrace/api';
import { definedFields } from '@ordertrace/conventions';
import { deadlineText, type Flow, type FlowClaim, type Flows } from '@ordertrace/model';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { maySeeInside, type Person } from '../http/caller.js';
import type { FlowFileInUse } from '../flows/index.js';
import { ApiError } from '../http/errors.js';

export interface FlowRouteOptions {
  /** The active flows. */
  readonly flows: () => Flows;
  readonly flowFiles?: () => readonly FlowFileInUse[];
}

export const flowRoutes: FastifyPluginCallbackTypebox<FlowRouteOptions> = (
  app,
  { flows, flowFiles = () => [] },
  done,
) => {
  app.get(
    '/flow',
    {
      config: { problems: [404] },
      schema: {
        summary: 'The flow that orders follow: stages, owners, deadlines; the default one unless said',
        querystring: FlowChoiceQuery,
        response: { 200: FlowView },
      },
    },
    (request) => {
      const { flow: name = '' } = request.query;
      const { fallback } = flows();
      if (name === '') return flowView(fallback, request.person);
      const flow = shownFlows(flows(), request.person).find((one) => one.name === name);
      if (flow !== undefined) return flowView(flow, request.person);
      throw new ApiError(404, 'no_such_flow', {
        message: `There is no flow "${name}": GET /api/v1/flows names all.`,
        field: 'flow',
      });
    },
  );

  app.get(
    '/flows',
    {
      schema: {
        summary: 'All flows, whose orders each is for, and flow files that are not used as they are',
        response: { 200: FlowList },
      },
    },
    ({ person }) => {
      const files = maySeeAll(person) ? flowFiles() : [];
      const { fallback } = flows();
      return {
        flows: shownFlows(flows(), person).map((flow) => ({
          ...flowView(flow, person),
          default: flow === fallback,
          for: flow.claim !== undefined && maySeeAll(person) ? claimView(flow.claim) : null,
          file: files.find((file) => file.flow === flow.name)?.file ?? null,
        })),
        faulty_files: files.flatMap(({ file, error }) => (error === undefined ? [] : [{ file, error }])),
      };
    },
  );
  done();
};

/** Claims name tenants, and files are internal. */
function maySeeAll(person: Person): boolean {
  return person.tenantId === undefined && maySeeInside(person);
}

/** The flows for orders of the person's tenant. */
function shownFlows({ all }: Flows, { tenantId }: Person): readonly Flow[] {
  if (tenantId === undefined) return all;
  return all.filter(({ claim }) => claim?.tenants?.includes(tenantId) ?? true);
}

function claimView({ rank, tenants, services, stages, attributes }: FlowClaim) {
  const list = (texts: readonly string[] | undefined) => (texts === undefined ? null : [...texts]);
  return {
    rank: rank ?? null,
    tenants: list(tenants),
    services: list(services),
    stages: list(stages),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
  };
}

/** Partners don't see owners, because these name applications. */
function flowView(flow: Flow, person: Person): FlowView {
  return {
    name: flow.name,
    stages: flow.stages.map((stage) => ({
      name: stage.name,
      ...definedFields({ names: stage.names && { ...stage.names } }),
      owner: maySeeInside(person) ? { ...stage.owner } : {},
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
