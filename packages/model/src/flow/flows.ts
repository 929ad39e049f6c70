import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { Flow, FlowClaim, OrderNames } from './flow.js';
import type { LearnedStageTimes } from './stage-times.js';

/** The flows that orders follow, side by side. */
export interface Flows {
  /** In the order in which they are asked for an order; the one that claims nothing is the last. */
  readonly all: readonly Flow[];
  /** Whose are the orders that no other flow claims. */
  readonly fallback: Flow;
  /** The flow of that name; the fallback where there is none. */
  named(name: string): Flow;
  /**
   * The flow of an order: the first that claims it by its tenant and by the set of its events. The same events give
   * the same flow, shuffled, doubled, or in parts.
   */
  of(ref: OrderRef, events: readonly OrderEvent[]): Flow;
  /** Attributes that claims are made by. */
  readonly attributes: readonly string[];
  /** Attributes of services that name orders and tenants otherwise than we do. */
  readonly names: OrderNames;
}

/** How long orders usually rest in each stage, by the name of their flow. */
export type LearnedByFlow = ReadonlyMap<string, LearnedStageTimes>;

/**
 * Puts flows side by side. Exactly one must claim nothing, and no name may come twice: else a RangeError, for which
 * `flowConflicts` tells more.
 */
export function flowsOf(flows: readonly Flow[]): Flows {
  const names = new Map(flows.map((flow) => [flow.name, flow]));
  const [fallback, another] = flows.filter((flow) => flow.claim === undefined);
  if (fallback === undefined || another !== undefined || names.size !== flows.length)
    throw new RangeError('Flows side by side need names of their own, and one of them that claims nothing.');
  const claiming = flows.filter((flow) => flow.claim !== undefined).sort(askedFirst);
  const attributes = claiming.flatMap(({ claim }) => Object.keys(claim?.attributes ?? {}));
  return {
    all: [...claiming, fallback],
    fallback,
    named: (name) => names.get(name) ?? fallback,
    of: (ref, events) =>
      claiming.find(({ claim }) => claim !== undefined && claims(claim, ref, events)) ?? fallback,
    attributes: [...new Set(attributes)],
    names: {
      orderIds: [...new Set(flows.flatMap((flow) => flow.names?.orderIds ?? []))],
      tenantIds: [...new Set(flows.flatMap((flow) => flow.names?.tenantIds ?? []))],
    },
  };
}

/** By rank, those without one last; then by name. */
function askedFirst(a: Flow, b: Flow): number {
  const [first, second] = [a.claim?.rank ?? Infinity, b.claim?.rank ?? Infinity];
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function claims(claim: FlowClaim, ref: OrderRef, events: readonly OrderEvent[]): boolean {
  const { tenants, services, stages, attributes } = claim;
  const said = (is: (event: OrderEvent) => boolean) => events.some(is);
  return (
    (tenants === undefined || tenants.includes(ref.tenantId)) &&
    (services === undefined || said(({ service }) => services.includes(service))) &&
    (stages === undefined || said((event) => event.type === 'transition' && stages.includes(event.stage))) &&
    Object.entries(attributes).every(([key, values]) =>
      said((event) => event.type === 'attribute' && event.key === key && values.includes(event.value)),
    )
  );
}

/** Two flows that can't stand side by side as they are, or one that can't stand alone. */
export type FlowConflict =
  | { readonly type: 'same_name' | 'same_orders' | 'two_fallbacks'; readonly flows: readonly [Flow, Flow] }
  | { readonly type: 'no_fallback' };

/** All that keeps flows from standing side by side; for two that could claim the same order, `rank` says who is first. */
export function flowConflicts(flows: readonly Flow[]): readonly FlowConflict[] {
  const pairs = flows.flatMap((flow, i) => flows.slice(i + 1).map((other) => [flow, other] as const));
  const conflicts = pairs.flatMap((pair): FlowConflict[] => {
    const [flow, other] = pair;
    if (flow.name === other.name) return [{ type: 'same_name', flows: pair }];
    if (flow.claim === undefined && other.claim === undefined)
      return [{ type: 'two_fallbacks', flows: pair }];
    if (flow.claim === undefined || other.claim === undefined) return [];
    const ordered = flow.claim.rank !== other.claim.rank;
    return ordered || areApart(flow.claim, other.claim) ? [] : [{ type: 'same_orders', flows: pair }];
  });
  const hasFallback = flows.some((flow) => flow.claim === undefined);
  return hasFallback ? conflicts : [...conflicts, { type: 'no_fallback' }];
}

/**
 * Whether no order is meant by both: both name tenants, stages or values of one attribute, and none in common. An
 * order passes through many services, so these tell nothing apart.
 */
function areApart(a: FlowClaim, b: FlowClaim): boolean {
  const differ = (some: readonly string[] | undefined, others: readonly string[] | undefined): boolean =>
    some !== undefined && others !== undefined && !some.some((one) => others.includes(one));
  return (
    differ(a.tenants, b.tenants) ||
    differ(a.stages, b.stages) ||
    Object.entries(a.attributes).some(([key, values]) =>
      differ(values, Object.hasOwn(b.attributes, key) ? b.attributes[key] : undefined),
    )
  );
}
