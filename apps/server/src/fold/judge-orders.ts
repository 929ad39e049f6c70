import { definedFields } from '@ordertrace/conventions';
import {
  earlier,
  foldOrder,
  inOneForm,
  orderKnowledge,
  orderRefText,
  receiptObservations,
  sideLossesOf,
  type FoldInput,
  type OrderEvent,
  type OrderKnowledge,
  type OrderRef,
  type OrderState,
  type SideLoss,
} from '@ordertrace/model';
import type { OrderRecords } from '@ordertrace/store';
import { logSigns } from '../telemetry/log-signs.js';
import { recordsInBothForms } from '../telemetry/order-forms.js';
import { storedHopSpan } from '../telemetry/stored-hop-span.js';
import type { FoldContext } from './fold-context.js';

/** An order whose records are read to judge it. */
export interface KnowledgeOf extends Pick<FoldInput, 'ref' | 'events' | 'flow'> {
  /** The name in form encoding that some services use for it. */
  readonly encoded?: OrderRef;
}

/** An order to judge. */
export interface JudgedInput extends FoldInput, KnowledgeOf {}

/** An order's state from its records, with its lost side messages. */
export interface JudgedOrder {
  readonly state: OrderState;
  /** Its events, with the times of wrong clocks corrected. */
  readonly events: readonly OrderEvent[];
  readonly sideLosses: readonly SideLoss[];
}

/**
 * The states of these orders from their records, by the orders' text keys. Learns from their hops where receipts are
 * seen.
 */
export async function judgeOrders(
  context: FoldContext,
  inputs: readonly JudgedInput[],
): Promise<ReadonlyMap<string, JudgedOrder>> {
  const verdicts = new Map<string, JudgedOrder>();
  for await (const [input, knowledge] of knowledgeOf(context, inputs)) {
    learnFrom(context, input, knowledge);
    verdicts.set(orderRefText(input.ref), judged(context, input, knowledge));
  }
  return verdicts;
}

function judged(context: FoldContext, input: FoldInput, knowledge: OrderKnowledge): JudgedOrder {
  const { ref, flow } = input;
  const { untraced, unnamed, observer, reception } = context;
  untraced.note(ref, knowledge.hops);
  unnamed?.sent(ref, knowledge.hops);
  observer?.looked(knowledge);
  const nowNanos = context.now();
  const state = foldOrder({ ...input, knowledge, nowNanos });
  const { lost, checkNanos } = sideLossesOf({
    ...{ order: state, flow, knowledge, nowNanos },
    ...definedFields({ reception }),
  });
  const { events } = knowledge;
  if (checkNanos === undefined) return { state, events, sideLosses: lost };
  const soonest = earlier(checkNanos, state.checkNanos ?? checkNanos);
  return { state: { ...state, checkNanos: soonest }, events, sideLosses: lost };
}

/** Learns from the hops of these orders where receipts are seen, without a verdict. */
export async function learnFromOrders(context: FoldContext, inputs: readonly KnowledgeOf[]): Promise<void> {
  for await (const [input, knowledge] of knowledgeOf(context, inputs)) learnFrom(context, input, knowledge);
}

function learnFrom(
  { coverage, changedPlaces, clocks }: FoldContext,
  { ref }: KnowledgeOf,
  { hops, clocks: corrections }: OrderKnowledge,
): void {
  clocks?.note(hops, corrections);
  for (const place of coverage.note(orderRefText(ref), receiptObservations(hops))) changedPlaces.add(place);
}

async function* knowledgeOf<T extends KnowledgeOf>(
  context: FoldContext,
  inputs: readonly T[],
): AsyncGenerator<readonly [T, OrderKnowledge]> {
  const byOrder = new Map(inputs.map((input) => [orderRefText(input.ref), input]));
  const inOneForm = inputs.filter(({ encoded }) => encoded === undefined);
  for await (const records of context.store.recordsOfOrders(inOneForm.map(({ ref }) => ref))) {
    const input = byOrder.get(orderRefText(records.order));
    if (input !== undefined) yield [input, knownOf(context, input, records)];
  }
  for (const input of inputs)
    if (input.encoded !== undefined)
      yield [
        input,
        knownOf(context, input, await recordsInBothForms(context.store, input.ref, input.encoded)),
      ];
}

function knownOf(
  { coverage, reception, now }: FoldContext,
  { ref, events, flow }: KnowledgeOf,
  records: OrderRecords,
): OrderKnowledge {
  const { spans, logs } = inOneForm(ref, {
    spans: records.spans.map((span) => storedHopSpan(span, flow.itemKeys)),
    logs: logSigns(records.logs),
  });
  const heard = definedFields({ hearing: reception?.hearing });
  return orderKnowledge({ ref, events, flow, spans, logs, coverage, ...heard, nowNanos: now() });
}
