import { FlowView } from '@ordertrace/api';
import type { Deadline, DeadlineAmount, Flow } from '@ordertrace/model';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

export interface FlowRouteOptions {
  readonly flow: Flow;
}

export const flowRoutes: FastifyPluginAsyncTypebox<FlowRouteOptions> = async (app, { flow }) => {
  const view = flowView(flow);
  app.get(
    '/flow',
    {
      schema: {
        summary: 'The flow that orders follow: stages, owners, deadlines',
        response: { 200: FlowView },
      },
    },
    () => view,
  );
  await Promise.resolve();
};

function flowView(flow: Flow): FlowView {
  return {
    name: flow.name,
    stages: flow.stages.map((stage) => ({
      name: stage.name,
      owner: { ...stage.owner },
      waits_for: stage.waitsFor,
      deadline: stage.deadline === undefined ? null : deadlineText(stage.deadline),
      next: [...stage.next],
      end: flow.end.includes(stage.name),
    })),
  };
}

function deadlineText(deadline: Deadline): string {
  return deadline.type === 'within'
    ? amountText(deadline.amount)
    : `learned, at least ${amountText(deadline.floor)}`;
}

const unitsMs = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function amountText(amount: DeadlineAmount): string {
  if (amount.type === 'working') return `${amount.days} working day${amount.days === 1 ? '' : 's'}`;
  const [unit, size] = unitsMs.find(([, millis]) => amount.millis % millis === 0) ?? ['millisecond', 1];
  const count = amount.millis / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
