import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { Flow, FlowClaim, OrderNames } from './flow.js';
import type { LearnedStageTimes } from './stage-times.js';

/** All flows that orders may follow. */
export interface Flows {
  /** In order of precedence for an order. The flow without a claim is the last. */
  readonly all: readonly Flow[];
  /** The flow of orders that no other flow claims. */
  readonly fallback: Flow;
  /** The flow with this name; the fallback where there is none. */
  named(name: string): Flow;
  /**
   * The flow of an order: the first that claims it by its tenant and the set of its events. The same events give the
   * same flow, even if shuffled, duplicated or split.
   */
  of(ref: OrderRef, events: readonly OrderEvent[]): Flow;
  /** Attributes that the claims use. */
  readonly attributes: readonly string[];
  /** Attributes for order ids and tenants in services that use names other than the default ones. */
  readonly names: OrderNames;
}

/** Usual times of orders in each stage, by the name of their flow. */
export type StageTimesByFlow = ReadonlyMap<string, LearnedStageTimes>;

/**
 * Combines flows. Exactly one must have no claim, and names must be unique. Otherwise throws a RangeError;
 * `flowConflicts` gives the details.
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

/** Sorts by rank, flows without a rank last, then by name. */
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

/** Two flows that conflict, or one flow that is invalid by itself. */
export type FlowConflict =
  | { readonly type: 'same_name' | 'same_orders' | 'two_fallbacks'; readonly flows: readonly [Flow, Flow] }
  | { readonly type: 'no_fallback' };

/** All conflicts between flows. For two flows that could claim the same order, `rank` decides which has precedence. */
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
 * Whether no order can match both claims. Both must name tenants, stages or values of one attribute, without a common
 * value. Services do not separate claims, because an order passes through many.
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
