import { orderNotFound, Problem, type HttpServer } from '@ordertrace/service-kit';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { calculationStates, findCalculations, type CalculationState } from '../storage/calculations.js';

const described = (description?: string) =>
  Type.String({ minLength: 1, maxLength: 128, ...(description !== undefined && { description }) });
const Id = described();
const Time = Type.String({ format: 'date-time' });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const CalculationSchema = Type.Object({
  order_id: Id,
  tenant_id: Id,
  state: Type.Unsafe<CalculationState>({ type: 'string', enum: [...calculationStates] }),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  requested_at: Time,
  started_at: orNull(Time),
  finished_at: orNull(Time),
  facets: orNull(Type.Integer({ description: 'Triangles of the model' })),
  reason_code: orNull(Type.String()),
  reason: orNull(Type.String({ description: 'Why the model was rejected, for the customer' })),
});

export function addCalculationRoutes(server: HttpServer, pool: Pool): void {
  server.get(
    '/calculations/:order_id',
    {
      schema: {
        tags: ['calculations'],
        summary: 'How far the calculation of an order is',
        params: Type.Object({ order_id: described('The order') }),
        querystring: Type.Object({
          tenant: Type.Optional(described('Whose order, where several tenants have one of this id')),
        }),
        response: { 200: CalculationSchema },
      },
      config: { problems: [300] },
    },
    async ({ params: { order_id: orderId }, query: { tenant } }) => {
      const found = await findCalculations(pool, {
        orderId,
        ...(tenant !== undefined && { tenantId: tenant }),
      });
      const [calculation] = found;
      if (!calculation) throw orderNotFound(orderId);
      if (found.length > 1) throw ambiguous(found.map((one) => one.tenant_id));
      return calculation;
    },
  );
}

function ambiguous(tenants: readonly string[]): Problem {
  return new Problem({
    status: 300,
    code: 'order_ambiguous',
    detail: 'Say whose order is meant, with ?tenant=.',
    extra: { tenants },
  });
}
