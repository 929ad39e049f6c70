import { attribute } from '@ordertrace/conventions';
import { flowIndex, ownerOf } from '../flow/flow-index.js';
import type { Flow } from '../flow/flow.js';
import type { OrderState } from '../orders/order.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { StageVisit } from '../stages/stage-visits.js';
import type { AttributeValue } from '../telemetry/attributes.js';
import type { Span, SpanLink } from '../telemetry/span.js';
import { later, type EpochNanos } from '../time.js';
import type { TraceSummary } from '../traces/trace-summary.js';

/** SHA-256 of a text in UTF-8: 32 bytes. Injected, because the browser and Node have different implementations. */
export type Sha256 = (text: string) => Uint8Array;

export interface OrderTraceInput {
  readonly state: OrderState;
  readonly visits: readonly StageVisit[];
  /** The technical traces that the stages link to. */
  readonly traces: readonly TraceSummary[];
  readonly flow: Flow;
  readonly environment: string;
  readonly sha256: Sha256;
}

/** `service.name` of the root span. */
export const orderTraceService = 'order';

function hexId(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return /^0+$/.test(hex) ? `${hex.slice(0, -1)}1` : hex;
}

/** The ids of the order as one trace: always the same for one order, in every installation. */
export function orderTraceIds(ref: OrderRef, sha256: Sha256): { traceId: string; rootSpanId: string } {
  const bytes = sha256(`ordertrace order trace 1\n${ref.tenantId}\n${ref.orderId}`);
  return { traceId: hexId(bytes.subarray(0, 16)), rootSpanId: hexId(bytes.subarray(16, 24)) };
}

interface Part {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly startNanos: EpochNanos;
  readonly endNanos: EpochNanos;
  readonly attributes: readonly (readonly [string, AttributeValue])[];
  readonly links: readonly SpanLink[];
  readonly isBad: boolean;
}

function spanOf(input: OrderTraceInput, part: Part): Span {
  const { state, environment, sha256 } = input;
  const { service, startNanos, endNanos, attributes, links, isBad, ...rest } = part;
  return {
    ...rest,
    traceId: orderTraceIds(state, sha256).traceId,
    traceState: '',
    flags: 1,
    kind: 'internal',
    startNanos,
    durationNanos: endNanos - startNanos,
    status: isBad ? 'error' : 'unset',
    statusMessage: isBad ? (state.diagnosis?.code ?? '') : '',
    attributes: new Map<string, AttributeValue>([
      [attribute.orderId, state.orderId],
      [attribute.tenantId, state.tenantId],
      ...attributes,
    ]),
    events: [],
    links,
    resource: {
      attributes: new Map([
        [attribute.serviceName, service],
        [attribute.environment, environment],
      ]),
    },
    scope: { name: 'ordertrace', version: '', attributes: new Map() },
  };
}

function linkTo({ root }: TraceSummary): SpanLink {
  return { traceId: root.traceId, spanId: root.spanId, traceState: '', attributes: new Map() };
}

/** Groups traces by the last stage entered before they began; `undefined` for those before the first stage. */
function tracesByVisit({ traces, visits }: OrderTraceInput): Map<StageVisit | undefined, TraceSummary[]> {
  const groups = new Map<StageVisit | undefined, TraceSummary[]>();
  for (const trace of traces) {
    const visit = visits.findLast(({ sinceNanos }) => sinceNanos <= trace.startNanos);
    groups.set(visit, [...(groups.get(visit) ?? []), trace]);
  }
  return groups;
}

function stageParts(input: OrderTraceInput, links: ReturnType<typeof tracesByVisit>, isBad: boolean): Part[] {
  const { state, visits, flow, sha256 } = input;
  const { tenantId, orderId } = state;
  const { rootSpanId } = orderTraceIds(state, sha256);
  const times = new Map<string, number>();
  return visits.map((visit, i): Part => {
    const time = (times.get(visit.stage) ?? 0) + 1;
    times.set(visit.stage, time);
    const stage = flowIndex(flow).stage(visit.stage);
    const seed = `ordertrace order stage 1\n${tenantId}\n${orderId}\n${visit.stage}\n${time}`;
    const isLast = i === visits.length - 1;
    const lastNanos = state.closedNanos ?? later(visit.sinceNanos, state.lastSeenNanos);
    return {
      spanId: hexId(sha256(seed).subarray(0, 8)),
      parentSpanId: rootSpanId,
      name: visit.stage,
      service: stage && stage.next.length > 0 ? ownerOf(stage, tenantId) : visit.transition.service,
      startNanos: visit.sinceNanos,
      endNanos: visit.untilNanos ?? lastNanos,
      attributes: [
        [attribute.stage, visit.stage],
        ...(stage && stage.next.length > 0 ? [['waits_for', stage.waitsFor] as const] : []),
      ],
      links: (links.get(visit) ?? []).map(linkTo),
      isBad: isLast && isBad,
    };
  });
}

/**
 * An order as one trace: a root span for the order, and below it a span per stage. Each stage's span links to the
 * technical traces that began in that stage. The ids depend only on tenant and order. The last span of an open order
 * ends with its last sign. A bad situation marks that span and the root as errors.
 */
export function orderTrace(input: OrderTraceInput): readonly Span[] {
  const { state, visits, sha256 } = input;
  const situation = state.diagnosis?.situation ?? 'on_track';
  const isBad = situation === 'failed' || situation === 'lost' || situation === 'stuck';
  const links = tracesByVisit(input);
  const stages = stageParts(input, links, isBad);
  const startNanos = visits[0]?.sinceNanos ?? state.firstSeenNanos;
  const endNanos = stages.reduce(
    (end, part) => later(end, part.endNanos),
    later(startNanos, state.stageSinceNanos),
  );
  const root: Part = {
    spanId: orderTraceIds(state, sha256).rootSpanId,
    name: 'order',
    service: orderTraceService,
    startNanos,
    endNanos: state.closedNanos ?? endNanos,
    attributes: [[attribute.stage, state.stage]],
    links: (links.get(undefined) ?? []).map(linkTo),
    isBad,
  };
  return [root, ...stages].map((part) => spanOf(input, part));
}
