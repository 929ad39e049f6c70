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
import type { StoredSpan } from '@ordertrace/store';
import type { FoldContext } from './fold-context.js';

/** The states of these orders by their spans, by the orders' texts. Learns who receives what from their hops. */
export async function judgeOrders(
  context: FoldContext,
  inputs: readonly FoldInput[],
): Promise<ReadonlyMap<string, OrderState>> {
  const verdicts = new Map<string, OrderState>();
  for (const input of inputs) {
    const spans = await hopSpansOf(context.store.spansOfOrder(input.ref));
    verdicts.set(orderRefText(input.ref), judged(context, input, spans));
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

async function hopSpansOf(stored: AsyncIterable<StoredSpan>): Promise<HopSpan[]> {
  const spans: HopSpan[] = [];
  for await (const span of stored) spans.push(hopSpanOf(spanOf(span)));
  return spans;
}
