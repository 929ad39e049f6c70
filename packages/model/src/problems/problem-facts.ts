import { definedFields } from '@ordertrace/conventions';
import { systemActor, type Fact, type JsonValue } from '../facts/fact.js';
import {
  certainties,
  diagnosisCodes,
  situations,
  type Certainty,
  type Diagnosis,
  type DiagnosisCode,
  type OrderState,
  type Situation,
} from '../orders/order.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';
import { causeText } from './cause.js';

export const problemFactKinds = {
  opened: 'problem.opened',
  updated: 'problem.updated',
  acknowledged: 'problem.acknowledged',
  assigned: 'problem.assigned',
  noted: 'problem.noted',
  resolved: 'problem.resolved',
  reopened: 'problem.reopened',
} as const;
export type ProblemFactKind = (typeof problemFactKinds)[keyof typeof problemFactKinds];

/** Content of the facts `problem.opened` and `problem.updated`. */
export interface ProblemFinding {
  readonly flow: string;
  readonly stage: string;
  readonly stageSinceNanos: EpochNanos;
  readonly situation: Situation;
  readonly code: DiagnosisCode;
  /** Absent in problems from before it was kept. */
  readonly certainty?: Certainty;
  readonly causeId: string;
  readonly details: Diagnosis['details'];
  readonly owner: string;
  readonly sinceNanos: EpochNanos;
}

/** Hex digits of a hash, in the given number. The same text gives the same digits everywhere. */
export type HexHash = (text: string, digits: number) => string;

/** Rules that make an order's situation a problem. */
export interface ProblemRule {
  readonly hash: HexHash;
  /** The flow treats slow orders as problems. */
  readonly slowIsProblem?: boolean;
  /**
   * Distinguishes causes of a stage from those of an equally named stage in another flow. Absent for the fallback flow.
   */
  readonly ownFlow?: string;
}

/** The finding on an order, or `undefined` where nothing is wrong. */
export function problemFinding(
  order: OrderState,
  { hash, slowIsProblem = false, ownFlow }: ProblemRule,
): ProblemFinding | undefined {
  const { diagnosis, flow, stage, stageSinceNanos } = order;
  if (diagnosis === undefined || order.closedNanos !== undefined) return undefined;
  const { situation, code, certainty, owner, sinceNanos } = diagnosis;
  if (situation === 'on_track' || (situation === 'slow' && !slowIsProblem)) return undefined;
  const details = ownFlow === undefined ? diagnosis.details : { ...diagnosis.details, flow: ownFlow };
  const causeId = hash(causeText({ code, owner, details }), 16);
  const found = { flow, stage, stageSinceNanos, situation, code, causeId, details, owner, sinceNanos };
  return { ...found, ...definedFields({ certainty }) };
}

/**
 * The id of the finding's problem: the same for the same cause in the same visit of a stage. For a sending or a
 * failure, its time replaces the visit. A newly learned deadline does not change the id, nor does an additional flow.
 */
export function problemIdOf(order: OrderRef, finding: ProblemFinding, hash: HexHash): string {
  const byStage = ['stage_overdue', 'slow_stage', 'no_telemetry'].includes(finding.code);
  const details = Object.fromEntries(Object.entries(finding.details).filter(([name]) => name !== 'flow'));
  const cause = hash(causeText({ ...finding, details }), 16);
  const began = byStage ? finding.stageSinceNanos : finding.sinceNanos;
  return hash(`problem\n${order.tenantId}\n${order.orderId}\n${cause}\n${began}`, 32);
}

/** The fact of a finding. `step` counts the server's own facts about the problem, so that ids repeat in a replay. */
export function findingFact(
  kind: 'problem.opened' | 'problem.updated' | 'problem.reopened',
  on: { order: OrderRef; problemId: string; step: number; timeNanos: EpochNanos; hash: HexHash },
  finding: ProblemFinding,
): Fact {
  return { ...systemFact(kind, on), data: findingData(finding) };
}

/** The fact that the problem ended automatically. */
export function clearedFact(on: {
  order: OrderRef;
  problemId: string;
  step: number;
  timeNanos: EpochNanos;
  hash: HexHash;
}): Fact {
  return { ...systemFact('problem.resolved', on), data: {} };
}

function systemFact(
  kind: ProblemFactKind,
  on: { order: OrderRef; problemId: string; step: number; timeNanos: EpochNanos; hash: HexHash },
): Omit<Fact, 'data'> {
  const { order, problemId, step, timeNanos, hash } = on;
  return {
    id: hash(`${problemId}\n${kind}\n${step}`, 32),
    kind,
    timeNanos,
    actor: systemActor,
    tenantId: order.tenantId,
    orderId: order.orderId,
    subject: problemId,
  };
}

function findingData(finding: ProblemFinding): Fact['data'] {
  const { flow, stage, situation, code, certainty, causeId, details, owner } = finding;
  return {
    flow,
    stage,
    situation,
    code,
    ...definedFields({ certainty }),
    cause_id: causeId,
    details,
    owner,
    stage_since_nanos: finding.stageSinceNanos.toString(),
    since_nanos: finding.sinceNanos.toString(),
  };
}

/** `undefined` where the data contain no finding. */
export function findingOf(data: Fact['data']): ProblemFinding | undefined {
  const text = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
  const situation = situations.find((name) => name === data['situation']);
  const code = diagnosisCodes.find((name) => name === data['code']);
  const certainty = certainties.find((name) => name === data['certainty']);
  const stageSince = text('stage_since_nanos');
  const since = text('since_nanos');
  if (situation === undefined || code === undefined || !isWhole(stageSince) || !isWhole(since))
    return undefined;
  return {
    flow: text('flow'),
    stage: text('stage'),
    situation,
    code,
    ...definedFields({ certainty }),
    owner: text('owner'),
    causeId: text('cause_id'),
    details: detailsOf(data['details']),
    stageSinceNanos: BigInt(stageSince),
    sinceNanos: BigInt(since),
  };
}

function isWhole(text: string): boolean {
  return /^-?\d{1,20}$/.test(text);
}

function detailsOf(value: JsonValue | undefined): Diagnosis['details'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonValue>).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    ),
  );
}
