import type { ImportReport } from '@ordertrace/api';
import type { Refusal } from '@ordertrace/event-logs';
import {
  orderRefText,
  sortedTransitions,
  timestampText,
  type EpochNanos,
  type Transition,
} from '@ordertrace/model';

const previewOrders = 5;
const previewEvents = 50;
/** Events of one order that are held to show the earliest; the file may have them in any order. */
const mostHeldEvents = 5000;
const mostActivities = 50;
const mostNames = 10_000;
const mostRefusals = 100;

type Preview = ImportReport['preview'][number];

/** Counts what an import reads, and keeps the first orders and rejections for display. */
export class ImportSummary {
  readonly #orders = new Set<string>();
  readonly #activities = new Map<string, number>();
  readonly #preview = new Map<string, Transition[]>();
  readonly #refusals: Refusal[] = [];
  #first: EpochNanos | undefined;
  #last: EpochNanos | undefined;
  events = 0;
  refused = 0;

  add(event: Transition): void {
    const key = orderRefText(event);
    this.events++;
    this.#orders.add(key);
    this.#count(event.stage);
    const begin = event.startNanos ?? event.timeNanos;
    if (this.#first === undefined || begin < this.#first) this.#first = begin;
    if (this.#last === undefined || event.timeNanos > this.#last) this.#last = event.timeNanos;
    if (this.#orders.size <= previewOrders || this.#preview.has(key)) this.#show(key, event);
  }

  refuse(refusal: Refusal): void {
    this.refused++;
    if (this.#refusals.length < mostRefusals) this.#refusals.push(refusal);
  }

  /** Without examples, it shows no text of the file: something was erased while the file was read. */
  view({
    withExamples,
  }: {
    readonly withExamples: boolean;
  }): Pick<
    ImportReport,
    'events' | 'orders' | 'first_at' | 'last_at' | 'activities' | 'refused' | 'refusals' | 'preview'
  > {
    const activities = [...this.#activities].sort((a, b) => b[1] - a[1]).slice(0, mostActivities);
    return {
      events: this.events,
      orders: this.#orders.size,
      first_at: this.#first === undefined ? null : timestampText(this.#first),
      last_at: this.#last === undefined ? null : timestampText(this.#last),
      activities: withExamples ? activities.map(([name, count]) => ({ name, count })) : [],
      refused: this.refused,
      refusals: withExamples
        ? this.#refusals.map(({ wayOut, ...refusal }) => ({ ...refusal, way_out: wayOut }))
        : [],
      preview: withExamples ? [...this.#preview.values()].flatMap(previewOf) : [],
    };
  }

  #count(activity: string): void {
    const known = this.#activities.get(activity);
    if (known !== undefined || this.#activities.size < mostNames)
      this.#activities.set(activity, (known ?? 0) + 1);
  }

  #show(key: string, event: Transition): void {
    const events = this.#preview.get(key);
    if (events === undefined) this.#preview.set(key, [event]);
    else if (events.length < mostHeldEvents) events.push(event);
  }
}

/** An order with its first events, in the sequence of statistics. */
function previewOf(events: readonly Transition[]): Preview[] {
  const [first] = events;
  if (first === undefined) return [];
  const shown = sortedTransitions(events).slice(0, previewEvents);
  return [
    {
      order_id: first.orderId,
      tenant_id: first.tenantId,
      events: shown.map(({ stage, timeNanos, startNanos, resource }) => ({
        activity: stage,
        at: timestampText(timeNanos),
        started_at: startNanos === undefined ? null : timestampText(startNanos),
        resource: resource ?? null,
      })),
    },
  ];
}
