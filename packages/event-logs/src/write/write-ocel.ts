import { writtenTime, type WrittenEvent, type WrittenOrder } from './written-order.js';

const orderType = 'order';
const eventAttributes = [
  ['tenant_id', 'string'],
  ['start_timestamp', 'time'],
  ['org:resource', 'string'],
  ['application_name', 'string'],
] as const;

/**
 * Orders as OCEL 2 JSON, with objects of one type, `order`. If two tenants have an order with the same ID,
 * the later object's name is tenant and ID. Holds the IDs of all orders until the end.
 */
export async function* writeOcel(orders: AsyncIterable<readonly WrittenOrder[]>): AsyncGenerator<string> {
  const objects = new Map<string, string>();
  const types = new Set<string>();
  let number = 0;
  yield '{"events":[';
  for await (const batch of orders) {
    let text = '';
    for (const order of batch) {
      const objectId = objectIdOf(order, objects);
      for (const event of order.events) {
        types.add(event.activity);
        text += `${number++ === 0 ? '' : ','}\n${JSON.stringify(eventOf(event, number, { ...order, objectId }))}`;
      }
    }
    yield text;
  }
  yield '],\n"objects":[';
  let isFirst = true;
  for (const [id, tenant] of objects) {
    const attributes = [{ name: 'tenant_id', time: '1970-01-01T00:00:00Z', value: tenant }];
    yield `${isFirst ? '' : ','}\n${JSON.stringify({ id, type: orderType, attributes, relationships: [] })}`;
    isFirst = false;
  }
  yield `],\n"objectTypes":${JSON.stringify([{ name: orderType, attributes: [{ name: 'tenant_id', type: 'string' }] }])}`;
  const attributes = eventAttributes.map(([name, type]) => ({ name, type }));
  yield `,\n"eventTypes":${JSON.stringify([...types].map((name) => ({ name, attributes })))}}\n`;
}

function objectIdOf({ orderId, tenantId }: WrittenOrder, objects: Map<string, string>): string {
  const id = objects.has(orderId) ? `${tenantId}/${orderId}` : orderId;
  objects.set(id, tenantId);
  return id;
}

function eventOf(event: WrittenEvent, number: number, order: { tenantId: string; objectId: string }) {
  const { startNanos, resource, application } = event;
  const values: readonly (readonly [string, string | undefined])[] = [
    ['tenant_id', order.tenantId],
    ['start_timestamp', startNanos === undefined ? undefined : writtenTime(startNanos)],
    ['org:resource', resource],
    ['application_name', application],
  ];
  return {
    id: `e${number}`,
    type: event.activity,
    time: writtenTime(event.timeNanos),
    attributes: values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    relationships: [{ objectId: order.objectId, qualifier: orderType }],
  };
}
