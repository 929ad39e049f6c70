import {
  foldOrder,
  hopSpanOf,
  orderKnowledge,
  orderRefText,
  receiversOf,
  type FoldInput,
  type HopSpan,
  type OrderState,
} from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { FoldContext } from './fold-context.js';

/** The states of these orders by their spans, by the orders' texts. Learns who receives what from their hops. */
export async function judgeOrders(
  context: FoldContext,
  inputs: readonly FoldInput[],
): Promise<ReadonlyMap<string, OrderState>> {
  const verdicts = new Map<string, OrderState>();
  const byOrder = new Map(inputs.map((input) => [orderRefText(input.ref), input]));
  for await (const { order, spans } of context.store.recordsOfOrders(inputs.map(({ ref }) => ref))) {
    const key = orderRefText(order);
    const input = byOrder.get(key);
    if (input !== undefined)
      verdicts.set(
        key,
        judged(
          context,
          input,
          spans.map((span) => hopSpanOf(spanOf(span))),
        ),
      );
  }
  return verdicts;
}

function judged(context: FoldContext, input: FoldInput, spans: readonly HopSpan[]): OrderState {
  const { ref } = input;
  const { receivers, untraced, unnamed, observer } = context;
  const nowNanos = context.now();
  const knowledge = orderKnowledge({ ...input, spans, receivers, nowNanos });
  for (const [key, service] of receiversOf(knowledge.hops)) receivers.set(key, service);
  untraced.note(ref, knowledge.hops);
  unnamed?.sent(ref, knowledge.hops);
  observer?.looked(knowledge);
  return foldOrder({ ...input, knowledge, nowNanos });
}
