import fastifySwagger from '@fastify/swagger';
import fastify, { type RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { openapiDocument, requestErrors, type Contract } from '../src/index.js';
import { operationId } from '../src/operation-id.js';

const ProblemDetails = Type.Object({ status: Type.Integer() });
const Order = Type.Object({ order_id: Type.String() });

const contract: Contract = {
  title: 'Test',
  description: 'A server of a test.',
  version: '1',
  tags: { orders: 'Orders' },
  securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  schemas: { Order, ProblemDetails },
  of: (route) => ({
    tag: 'orders',
    problems: [...requestErrors(route), ...(route.config?.problems ?? [])],
    security: ['token'],
  }),
};

interface Operation {
  readonly responses: Record<string, unknown>;
  readonly parameters?: unknown;
  readonly requestBody?: unknown;
}

async function documentWith(route: Partial<RouteOptions>) {
  const app = fastify();
  await app.register(fastifySwagger, openapiDocument(contract));
  await app.register((area, _options, done) => {
    area.route({ method: 'GET', url: '/orders', schema: {}, handler: () => null, ...route });
    done();
  });
  await app.ready();
  const document = app.swagger() as unknown as {
    readonly paths: Record<string, Record<string, Operation>>;
    readonly components: Record<string, Record<string, unknown>>;
  };
  await app.close();
  const [path = {}] = Object.values(document.paths);
  return { ...document, operation: Object.values(path)[0] };
}

describe('an operation of the document', () => {
  it('has the id, the tag and the security that the contract gives it', async () => {
    const { operation } = await documentWith({ url: '/api/v1/orders/:order_id' });
    expect(operation).toMatchObject({ operationId: 'getOrder', tags: ['orders'], security: [{ token: [] }] });
  });

  it('lists its problems as problem details, each once in the document', async () => {
    const { operation, components } = await documentWith({
      config: { problems: [409] },
      schema: { querystring: Type.Object({ limit: Type.Integer() }) },
    });
    expect(Object.keys(operation?.responses ?? {})).toEqual(['200', '400', '409']);
    expect(operation?.responses['409']).toEqual({ $ref: '#/components/responses/Conflict' });
    expect(components['responses']?.['Conflict']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
    });
    expect(components['schemas']).toHaveProperty('ProblemDetails.properties.status');
  });

  it('keeps a response of its own for the status of a problem', async () => {
    const response = { 200: Order, 503: Type.Object({ failing: Type.Array(Type.String()) }) };
    const { operation } = await documentWith({ config: { problems: [503] }, schema: { response } });
    expect(operation?.responses['503']).toHaveProperty('content.application/json');
  });

  it('refers to a named schema wherever it occurs', async () => {
    const response = { 200: Type.Object({ orders: Type.Array(Order) }) };
    const { operation, components } = await documentWith({ schema: { response } });
    expect(JSON.stringify(operation)).toContain('#/components/schemas/Order"');
    expect(components['schemas']).toHaveProperty('Order.properties.order_id');
  });

  it('may be conditional: 304 for a caller that has the answer', async () => {
    const { operation } = await documentWith({
      config: { entityTag: true },
      schema: { response: { 200: Order } },
    });
    expect(Object.keys(operation?.responses ?? {})).toEqual(['200', '304']);
    expect(operation?.parameters).toMatchObject([{ in: 'header', name: 'If-None-Match' }]);
  });

  it('names the media types of files that it takes and gives', async () => {
    const { operation } = await documentWith({
      method: 'POST',
      schema: { consumes: ['text/csv'], produces: ['application/x-tar', 'application/json'] },
    });
    const file = { schema: { type: 'string', format: 'binary' } };
    expect(operation?.requestBody).toMatchObject({ content: { 'text/csv': file } });
    expect(operation?.responses['200']).toMatchObject({
      content: { 'application/x-tar': file, 'application/json': { schema: {} } },
    });
  });

  it('is left out where a route has no schema, as pages have none', async () => {
    const { paths } = await documentWith({ schema: undefined as never });
    expect(paths).toEqual({});
  });

  it('has only problems whose response is described', async () => {
    await expect(documentWith({ config: { problems: [418] } })).rejects.toThrow('418');
  });
});

describe('the statuses that follow from a route', () => {
  const params = Type.Object({ order_id: Type.String() });

  it.each([
    ['nothing for a GET without input', { method: 'GET' }, []],
    ['400 where a query is checked', { method: 'GET', schema: { querystring: params } }, [400]],
    ['400 where headers are checked', { method: 'GET', schema: { headers: params } }, [400]],
    ['404 and 414 with a parameter in the path', { method: 'GET', schema: { params } }, [400, 404, 414]],
    ['413 and 415 where a body may come', { method: 'DELETE' }, [400, 413, 415]],
  ])('%s', (_name, route, statuses) => {
    expect(requestErrors(route)).toEqual(statuses);
  });
});

describe('the id of an operation', () => {
  it.each([
    ['GET', '/api/v1/orders', 'getOrders'],
    ['GET', '/api/v1/orders/:order_id', 'getOrder'],
    ['GET', '/api/v1/orders/:order_id/journey', 'getOrderJourney'],
    ['GET', '/partner/v1/orders', 'getPartnerOrders'],
    ['GET', '/api/v1/flow/lead-time', 'getFlowLeadTime'],
    ['POST', '/work-orders/:order_id/claim', 'postWorkOrderClaim'],
  ])('%s %s is %s', (method, url, id) => {
    expect(operationId(method, url)).toBe(id);
  });
});
