import {
  historySpan,
  orderRefText,
  stepsAtLevel,
  stepWork,
  variantId,
  type FlowStep,
  type OrderHistory,
  type OrderRef,
} from '@ordertrace/model';

/**
 * Histories for transfer to the store's thread: numbered texts, and the steps of all histories in sequence.
 */
export interface HistoryColumns {
  readonly refs: readonly OrderRef[];
  readonly flow: readonly string[];
  readonly source: readonly string[];
  readonly open: readonly boolean[];
  /** IDs of the sequences of stages, and of services. */
  readonly variant: BigUint64Array;
  readonly serviceVariant: BigUint64Array;
  readonly first: BigInt64Array;
  readonly last: BigInt64Array;
  /** The end of each history's steps. */
  readonly stepsEnd: Uint32Array;
  readonly texts: readonly string[];
  readonly activities: Uint32Array;
  readonly services: Uint32Array;
  readonly resources: Uint32Array;
  /** When work on the step began; this is the entry time of an imported step. */
  readonly starts: BigInt64Array;
  readonly times: BigInt64Array;
}

/** An unknown start. */
export const noStart = -(2n ** 63n);

/** Of duplicate orders, the last history wins. */
export function historyColumns(all: readonly OrderHistory[]): HistoryColumns {
  const histories = [...new Map(all.map((history) => [orderRefText(history), history])).values()];
  const steps = histories.flatMap((history) => history.steps);
  const texts = new Map<string, number>();
  const numbers = (text: (step: FlowStep) => string): Uint32Array =>
    Uint32Array.from(steps, (step) => textNumber(texts, text(step)));
  const spans = histories.map((history) => historySpan(history.steps));
  let end = 0;
  return {
    refs: histories.map(({ tenantId, orderId }) => ({ tenantId, orderId })),
    flow: histories.map(({ flow }) => flow),
    source: histories.map(({ source }) => source),
    open: histories.map(({ open }) => open),
    variant: BigUint64Array.from(histories, ({ steps: own }) => variantNumber(own)),
    serviceVariant: BigUint64Array.from(histories, ({ steps: own }) =>
      variantNumber(stepsAtLevel(own, 'service')),
    ),
    first: BigInt64Array.from(spans, ({ first }) => first),
    last: BigInt64Array.from(spans, ({ last }) => last),
    stepsEnd: Uint32Array.from(histories, (history) => (end += history.steps.length)),
    activities: numbers(({ activity }) => activity),
    services: numbers(({ service }) => service),
    resources: numbers(({ resource }) => resource),
    starts: BigInt64Array.from(steps, (step) => stepWork(step) ?? noStart),
    times: BigInt64Array.from(steps, ({ timeNanos }) => timeNanos),
    texts: [...texts.keys()],
  };
}

function textNumber(texts: Map<string, number>, text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, texts.size);
  return texts.size - 1;
}

function variantNumber(steps: readonly FlowStep[]): bigint {
  return BigInt(`0x${variantId(steps.map(({ activity }) => activity))}`);
}
