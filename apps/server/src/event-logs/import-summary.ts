import type { ImportReport } from '@ordertrace/api';
import type { Refusal } from '@ordertrace/event-logs';
import { orderRefText, timestampText, type EpochNanos, type Transition } from '@ordertrace/model';

const previewOrders = 5;
const previewEvents = 50;
const mostActivities = 50;
const mostNames = 10_000;
const mostRefusals = 100;

type Preview = ImportReport['preview'][number];

/** Counts what an import reads, and keeps the first orders and rejections for display. */
export class ImportSummary {
  readonly #orders = new Set<string>();
  readonly #activities = new Map<string, number>();
  readonly #preview = new Map<string, Preview>();
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
      preview: withExamples ? [...this.#preview.values()] : [],
    };
  }

  #count(activity: string): void {
    const known = this.#activities.get(activity);
    if (known !== undefined || this.#activities.size < mostNames)
      this.#activities.set(activity, (known ?? 0) + 1);
  }

  #show(key: string, event: Transition): void {
    let order = this.#preview.get(key);
    if (!order) {
      order = { order_id: event.orderId, tenant_id: event.tenantId, events: [] };
      this.#preview.set(key, order);
    }
    if (order.events.length >= previewEvents) return;
    order.events.push({
      activity: event.stage,
      at: timestampText(event.timeNanos),
      started_at: event.startNanos === undefined ? null : timestampText(event.startNanos),
      resource: event.resource ?? null,
    });
  }
}
