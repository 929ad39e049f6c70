import { definedFields } from '@ordertrace/conventions';
import {
  diagnosisCodes,
  situations,
  type Certainty,
  type Diagnosis,
  type Evidence,
  type LastSign,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import { placeOf, type OrderSave, type SavedOrder } from '@ordertrace/store';
import { historyColumns, type HistoryColumns } from './history-columns.js';

/** Order states for transfer to the store's thread and into the table: plain lists are cheap to transfer. */
export interface OrderStateColumns {
  readonly refs: readonly OrderRef[];
  /** The version that each state replaces; 0 for an order without state. */
  readonly replaced: readonly number[];
  readonly flow: readonly string[];
  readonly stage: readonly string[];
  /** Since, created, closed, first seen, last seen, check. */
  readonly times: readonly (readonly (bigint | null)[])[];
  readonly situation: readonly (string | null)[];
  readonly code: readonly (string | null)[];
  /** Fields of the diagnosis without a column, as JSON. */
  readonly diagnosis: readonly (string | null)[];
}

export interface OrderStateSave {
  readonly orders: OrderStateColumns;
  readonly remove: readonly OrderRef[];
  readonly histories: HistoryColumns;
  readonly commit: bigint | undefined;
}

export function orderStateSave(save: OrderSave): OrderStateSave {
  const { orders } = save;
  const times = (time: (order: OrderState) => bigint | undefined) =>
    orders.map((order) => time(order) ?? null);
  return {
    orders: {
      refs: orders.map(refOf),
      replaced: orders.map(({ version = 0 }) => version),
      flow: orders.map((order) => order.flow),
      stage: orders.map((order) => order.stage),
      times: [
        times((order) => order.stageSinceNanos),
        times((order) => order.createdNanos),
        times((order) => order.closedNanos),
        times((order) => order.firstSeenNanos),
        times((order) => order.lastSeenNanos),
        times((order) => order.checkNanos),
      ],
      situation: orders.map((order) => order.diagnosis?.situation ?? null),
      code: orders.map((order) => order.diagnosis?.code ?? null),
      diagnosis: orders.map(({ diagnosis }) => (diagnosis === undefined ? null : diagnosisText(diagnosis))),
    },
    remove: (save.remove ?? []).map(refOf),
    histories: historyColumns(save.histories ?? []),
    commit: save.position && placeOf(save.position).commit,
  };
}

/** Only the key, also from a whole order state. */
export function refOf({ tenantId, orderId }: OrderRef): OrderRef {
  return { tenantId, orderId };
}

/** Writes times as texts, because JSON's numbers can't represent them. */
function diagnosisText(diagnosis: Diagnosis): string {
  const { details, sinceNanos, owner, evidence, next, certainty, lastSign } = diagnosis;
  return JSON.stringify({
    certainty,
    lastSign: lastSign && { ...lastSign, timeNanos: lastSign.timeNanos.toString() },
    details,
    sinceNanos: sinceNanos.toString(),
    owner,
    evidence: evidence.map((item) =>
      'timeNanos' in item ? { ...item, timeNanos: item.timeNanos.toString() } : item,
    ),
    next: next.map((item) =>
      item.dueNanos === undefined ? item : { ...item, dueNanos: item.dueNanos.toString() },
    ),
  });
}

interface DiagnosisJson {
  readonly certainty?: Certainty;
  readonly lastSign?: Omit<LastSign, 'timeNanos'> & { readonly timeNanos: string };
  readonly details: Diagnosis['details'];
  readonly sinceNanos: string;
  readonly owner: string;
  readonly evidence: readonly (Record<string, string> & { readonly type: string })[];
  readonly next: readonly { readonly stage: string; readonly dueNanos?: string }[];
}

/** Builds the diagnosis from the last columns of a row. */
function diagnosisOf([situationText, codeText, json]: readonly unknown[]): { diagnosis?: Diagnosis } {
  const situation = situations.find((name) => name === situationText);
  const code = diagnosisCodes.find((name) => name === codeText);
  if (situation === undefined || code === undefined || typeof json !== 'string') return {};
  const { details, sinceNanos, owner, evidence, next, certainty, lastSign } = JSON.parse(
    json,
  ) as DiagnosisJson;
  return {
    diagnosis: {
      situation,
      code,
      ...definedFields({ certainty }),
      ...(lastSign === undefined ? {} : { lastSign: { ...lastSign, timeNanos: BigInt(lastSign.timeNanos) } }),
      details,
      sinceNanos: BigInt(sinceNanos),
      owner,
      evidence: evidence.map(evidenceOf),
      next: next.map(({ stage, dueNanos }) => ({
        stage,
        ...(dueNanos === undefined ? {} : { dueNanos: BigInt(dueNanos) }),
      })),
    },
  };
}

function evidenceOf(evidence: DiagnosisJson['evidence'][number]): Evidence {
  const { timeNanos } = evidence;
  return { ...evidence, ...(timeNanos === undefined ? {} : { timeNanos: BigInt(timeNanos) }) } as Evidence;
}

/** The columns that `stateOf` needs. */
export const stateColumns = `tenant_id, order_id, flow, stage, stage_since_nanos, created_nanos, closed_nanos,
  first_seen_nanos, last_seen_nanos, check_nanos, version, situation, code, diagnosis`;

/** A row of `stateColumns`. */
export type OrderStateRow = readonly (string | bigint | null)[];

export function stateOf(row: OrderStateRow): SavedOrder {
  const [tenantId, orderId, flow, stage, since, created, closed, first, last, check, version, ...diagnosis] =
    row;
  return {
    tenantId: tenantId as string,
    orderId: orderId as string,
    flow: flow as string,
    stage: stage as string,
    stageSinceNanos: since as bigint,
    ...(typeof created === 'bigint' ? { createdNanos: created } : {}),
    ...(typeof closed === 'bigint' ? { closedNanos: closed } : {}),
    firstSeenNanos: first as bigint,
    lastSeenNanos: last as bigint,
    ...(typeof check === 'bigint' ? { checkNanos: check } : {}),
    version: Number(version),
    ...diagnosisOf(diagnosis),
  };
}
