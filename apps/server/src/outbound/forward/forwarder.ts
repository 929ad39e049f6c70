import { definedFields } from '@ordertrace/conventions';
import type { Flows } from '@ordertrace/model';
import { encodeLogs, encodeTraces, logOf, spanOf } from '@ordertrace/otlp';
import type { Position, Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { beginIn } from '../begin-in.js';
import { Follower, type Step } from '../follower.js';
import type { PositionStore } from '../position-file.js';
import type { ForwardMetrics } from './forward-metrics.js';
import { OrderTraces } from './order-traces.js';
import { OtlpDelivery, type Pause } from './otlp-delivery.js';
import type { SendOtlp } from './otlp-sender.js';
import { Selection } from './selection.js';
import type { ForwardTarget } from './targets.js';

export interface ForwarderOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly target: ForwardTarget;
  readonly positions: PositionStore;
  readonly send: SendOtlp;
  readonly metrics: ForwardMetrics;
  readonly logger: FastifyBaseLogger;
  /** The rest when nothing is new; milliseconds. */
  readonly restMs?: number;
}

/** Approximate bytes of bodies in one step. */
const stepBytes = 1 << 20;

/**
 * Sends committed telemetry to one target, in the sequence of the commits. Its position advances only when
 * the target has accepted or rejected everything before it. Delivery is at least once: after a crash the last
 * step is repeated. Appends wake it.
 */
export function forwarder(options: ForwarderOptions): Follower<Position> {
  const { store, target, positions, logger, restMs } = options;
  const forwarding = new Forwarding(options);
  return new Follower({
    name: `forwarding to ${target.name}`,
    positions,
    logger,
    ...definedFields({ restMs }),
    begin: (stored) => beginIn(store.positions, stored, target.begin),
    step: (from, pause) => forwarding.step(from, pause),
  });
}

class Forwarding {
  readonly #options: ForwarderOptions;
  readonly #selection: Selection;
  readonly #delivery: OtlpDelivery;
  readonly #orderTraces: OrderTraces;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#selection = new Selection(options.store, options.target.filter);
    this.#delivery = new OtlpDelivery(options);
    this.#orderTraces = new OrderTraces(options);
  }

  async step(after: Position, pause: Pause): Promise<Step<Position> | undefined> {
    const { store, metrics } = this.#options;
    const { spans, logs, position } = await store.telemetryAfter({ after, limitBytes: stepBytes });
    metrics.reached(after);
    if (position === after) return undefined;
    const selected = await this.#selection.of({ spans, logs });
    await this.#send(selected, position, pause);
    metrics.reached(position);
    return {
      position,
      hadEffect: selected.spans.length > 0 || selected.logs.length > 0,
    };
  }

  async #send({ spans, logs }: Awaited<ReturnType<Selection['of']>>, position: Position, pause: Pause) {
    const { target } = this.#options;
    const traces = { signal: 'traces', encode: encodeTraces } as const;
    if (target.traces)
      await this.#delivery.deliver({ ...traces, records: spans.map((stored) => spanOf(stored)) }, pause);
    if (target.logs) {
      const records = logs.map((stored) => logOf(stored));
      await this.#delivery.deliver({ signal: 'logs', encode: encodeLogs, records }, pause);
    }
    if (target.orderTraces === 'none') return;
    const named = [...spans, ...logs].flatMap(({ orders }) => orders);
    for await (const records of this.#orderTraces.changed(named, position, pause))
      await this.#delivery.deliver({ ...traces, records }, pause);
  }
}
