import type { Service } from '@ordertrace/service-kit';
import { cancel, close, submit, type Move } from '../domain/customer-steps.js';
import type { Order } from '../domain/order.js';
import { moveOrder } from '../storage/change-order.js';
import { OrderParams, OrderView, viewOf } from './schemas.js';

interface StepRoute {
  readonly summary: string;
  readonly decide: (order: Order, at: Date) => Move | undefined;
}

const steps: Readonly<Record<string, StepRoute>> = {
  submit: { summary: 'Hands the order over to be priced; it needs its model', decide: submit },
  cancel: {
    summary: 'Cancels the order, or requests it from production, whose answer is in `cancellation`',
    decide: cancel,
  },
  close: { summary: 'The customer has the goods', decide: close },
};

/** Customer steps that need no input besides the order. */
export function addStepRoutes(service: Service): void {
  for (const [name, { summary, decide }] of Object.entries(steps)) {
    const schema = { tags: ['orders'], summary, params: OrderParams, response: { 200: OrderView } };
    const config = { problems: [409] };
    service.http.post(
      `/orders/:order_id/${name}`,
      { schema, config },
      async ({ params: { order_id: orderId } }) => {
        const order = await service.change((client) => moveOrder(client, orderId, decide));
        service.log.info({ stage: order.stage }, `order ${name}: done`);
        return viewOf(order);
      },
    );
  }
}
