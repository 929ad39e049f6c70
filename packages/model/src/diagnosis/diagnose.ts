import { definedFields } from '@ordertrace/conventions';
import { flowIndex } from '../flow/flow-index.js';
import type { Flow } from '../flow/flow.js';
import { judgeableNanos, type Reception } from '../hops/hearing.js';
import { situations, type Diagnosis, type DiagnosisCode } from '../orders/order.js';
import { timestampText, type EpochNanos } from '../time.js';
import type { Finding } from './finding.js';
import { findings, stageView, type FindingsInput } from './findings.js';
import type { StageView } from './stage-view.js';

export interface DiagnoseInput extends FindingsInput {
  readonly nowNanos: EpochNanos;
  /** Services that send no telemetry, and since when. */
  readonly silentServices?: ReadonlyMap<string, EpochNanos>;
  /** What is known of the way of all telemetry; where absent, it counts as complete. */
  readonly reception?: Reception;
}

export interface Verdict {
  readonly diagnosis: Diagnosis;
  /** When the verdict changes if nothing new is seen; absent where time changes nothing. */
  readonly checkNanos?: EpochNanos;
}

/**
 * Sorts the worst first. Of equally bad findings the latest comes first, because it is nearest to the order's position.
 */
function worseFirst(a: Finding, b: Finding): number {
  const rank = situations.indexOf(a.situation) - situations.indexOf(b.situation);
  if (rank !== 0) return rank;
  return a.sinceNanos === b.sinceNanos ? 0 : a.sinceNanos > b.sinceNanos ? -1 : 1;
}

/**
 * A finding's verdict while a service that should have acted is silent. If it was silent before the deadline, the order
 * is neither lost nor late for certain: perhaps only telemetry is missing.
 */
function underSilence(finding: Finding, silent: ReadonlyMap<string, EpochNanos>): Finding {
  const service = finding.services.find(
    (name) => (silent.get(name) ?? finding.fromNanos) < finding.fromNanos,
  );
  const sinceNanos = service === undefined ? undefined : silent.get(service);
  if (service === undefined || sinceNanos === undefined) return finding;
  return {
    ...finding,
    situation: 'stuck',
    code: 'no_telemetry',
    certainty: 'likely',
    sinceNanos,
    owner: service,
    details: {
      stage: finding.details['stage'] ?? '',
      application: service,
      silent_since: timestampText(sinceNanos),
    },
  };
}

/** Verdicts that something seen has caused. All others rest on something absent. */
const seenCodes: readonly DiagnosisCode[] = ['failed_with_error', 'message_dead_lettered'];

/** Postpones a finding while the telemetry until its deadline has not arrived. */
function onceReceived(finding: Finding, { reception, nowNanos }: DiagnoseInput): Finding {
  if (reception === undefined || seenCodes.includes(finding.code)) return finding;
  return { ...finding, fromNanos: judgeableNanos(reception, finding.fromNanos, nowNanos) };
}

function nextStages(flow: Flow, { stage: current, deadlines }: StageView): Diagnosis['next'] {
  const { dueNanos } = deadlines;
  const next = flowIndex(flow).stage(current)?.next ?? [];
  return next.map((stage, i) => (i === 0 && dueNanos !== undefined ? { stage, dueNanos } : { stage }));
}

/** Times until which the receiver of an untraced hop may become known. */
function untracedDue({ knowledge }: DiagnoseInput): readonly EpochNanos[] {
  return knowledge.hops.filter((hop) => hop.state === 'untraced').map((hop) => hop.dueNanos);
}

/** Details that mark an order that will probably miss its stage's deadline. */
function riskDetails({ risk }: StageView, nowNanos: EpochNanos): Diagnosis['details'] {
  if (risk === undefined || risk.fromNanos > nowNanos) return {};
  return {
    at_risk: 1,
    at_risk_since: timestampText(risk.fromNanos),
    predicted_finish: timestampText(risk.finishNanos),
  };
}

/**
 * The verdict on an open order: the worst finding that is due, else `on_track`. The verdict stays the same until
 * `checkNanos` if nothing new is seen.
 */
export function diagnose(input: DiagnoseInput): Verdict {
  const { nowNanos, silentServices = new Map<string, EpochNanos>() } = input;
  const view = stageView(input);
  const { abandonedNanos } = view.deadlines;
  const all = findings(input, view)
    .map((finding) => onceReceived(underSilence(finding, silentServices), input))
    .sort(worseFirst);
  const worst = all.find((finding) => finding.fromNanos <= nowNanos);
  const abandoned = !worst && abandonedNanos !== undefined && abandonedNanos <= nowNanos;
  const { fromNanos: riskNanos } = view.risk ?? {};
  const later = [...all.map((finding) => finding.fromNanos), abandonedNanos, riskNanos, ...untracedDue(input)]
    .filter((at) => at !== undefined)
    .filter((at) => at > nowNanos);
  const checkNanos = later.reduce<EpochNanos | undefined>(
    (soonest, at) => (soonest === undefined || at < soonest ? at : soonest),
    undefined,
  );
  const { owner, evidence, sinceNanos } = worst ?? view;
  const lastSign = worst === undefined ? undefined : input.knowledge.lastSign;
  const diagnosis: Diagnosis = {
    situation: worst?.situation ?? 'on_track',
    code: worst?.code ?? 'on_track',
    ...(worst?.certainty === undefined ? {} : { certainty: worst.certainty }),
    details: {
      ...(worst?.details ?? view.details),
      ...(abandoned ? { abandoned: 1 } : {}),
      ...(abandoned || (worst !== undefined && worst.situation !== 'slow')
        ? {}
        : riskDetails(view, nowNanos)),
    },
    owner,
    evidence,
    sinceNanos,
    ...definedFields({ lastSign }),
    next: nextStages(input.flow, view),
  };
  return checkNanos === undefined ? { diagnosis } : { diagnosis, checkNanos };
}
