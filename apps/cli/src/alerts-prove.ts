import { allPages, definedFields } from '@ordertrace/conventions';
import { readFile } from 'node:fs/promises';
import { apiClient, ApiError, type Order, type Problem } from '@ordertrace/api';
import {
  alertKinds,
  FlowFileError,
  parseAlerts,
  proveAlerts,
  type AlertKind,
  type AlertProof,
  type AlertSettings,
  type ProvenProblem,
} from '@ordertrace/flow';
import { textsIn, type Texts } from '@ordertrace/words';
import { failed, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';
import { textTable } from './text-table.js';

export interface ProveOptions {
  readonly tenant?: string;
  /** Replays only problems that were opened after this time, RFC 3339. */
  readonly from?: string;
  /** Invented problems in these situations, instead of those of the server. */
  readonly made?: string;
  readonly json?: boolean;
}

export interface ProveInput {
  readonly file: string;
  readonly address: ServerAddress;
  readonly options: ProveOptions;
  readonly nowMs: number;
}

const problemsAPage = 500;

/**
 * Replays past or invented problems through an alerts file. Shows which channel would have alerted of which
 * problem and when, and why it would have skipped the others. Ends with 1 if a channel would not have alerted
 * of any.
 */
export async function proveAlertsFile({ file, address, options, nowMs }: ProveInput): Promise<CommandResult> {
  const t = textsIn(address.language ?? 'en');
  const settings = await settingsOf(file, t);
  if ('exitCode' in settings) return settings;
  const { made } = options;
  const kindsMade = made?.split(',').map((name) => alertKinds.find((one) => one === name.trim()));
  if (kindsMade?.includes(undefined) === true)
    return failed(t('commandFiles.alerts.madeChoices', { situations: alertKinds.join(', ') }));
  try {
    const problems =
      kindsMade === undefined
        ? [...(await problemsOf(address, options)), ...(await atRiskOf(address, settings, options))]
        : madeProblems(kindsMade as AlertKind[], settings, options.tenant);
    const untilMs = kindsMade === undefined ? nowMs : Infinity;
    return reported(proveAlerts(settings, problems, untilMs), { settings, options, t });
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}

async function settingsOf(file: string, t: Texts): Promise<AlertSettings | CommandResult> {
  try {
    return parseAlerts(await readFile(file, 'utf8'), { fileName: file });
  } catch (error) {
    if (error instanceof FlowFileError) return { exitCode: 1, text: '', errors: error.message };
    const reason = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, text: '', errors: t('commandFiles.unreadable', { file, reason }) };
  }
}

async function problemsOf(
  address: ServerAddress,
  { tenant, from }: ProveOptions,
): Promise<readonly ProvenProblem[]> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const query = {
    sort: 'opened_at',
    limit: problemsAPage,
    ...definedFields({ tenant, opened_after: from }),
  } as const;
  const proven: ProvenProblem[] = [];
  for await (const { problems } of allPages((page) => client.problems({ ...query, ...page })))
    proven.push(...problems.map(provenProblem));
  return proven;
}

function provenProblem(problem: Problem): ProvenProblem {
  const { tenant_id: tenantId, order_id: orderId, situation, cause_id: causeId, certainty } = problem;
  return {
    tenantId,
    orderId,
    kind: situation,
    causeId,
    ...(certainty === null ? {} : { certainty }),
    openedMs: Date.parse(problem.opened_at),
    ...(problem.resolved_at === null ? {} : { resolvedMs: Date.parse(problem.resolved_at) }),
  };
}

/** Orders that are at risk now, where a channel lists them. Past ones are not kept. */
async function atRiskOf(
  address: ServerAddress,
  { channels }: AlertSettings,
  { tenant }: ProveOptions,
): Promise<readonly ProvenProblem[]> {
  if (channels.every(({ situations }) => !situations.includes('at_risk'))) return [];
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const query = { open: true, at_risk: true, limit: problemsAPage, ...definedFields({ tenant }) };
  const proven: ProvenProblem[] = [];
  for await (const { orders } of allPages((page) => client.orders({ ...query, ...page })))
    proven.push(...orders.map(orderAtRisk));
  return proven;
}

function orderAtRisk({
  tenant_id: tenantId,
  order_id: orderId,
  flow,
  stage,
  at_risk_since: since,
}: Order): ProvenProblem {
  const causeId = `at_risk ${flow} ${stage}`;
  return { tenantId, orderId, kind: 'at_risk', causeId, openedMs: Date.parse(since ?? '') };
}

/**
 * One problem for each situation and each tenant of a channel, opened on a Monday at noon, never resolved.
 */
function madeProblems(
  made: readonly AlertKind[],
  { channels }: AlertSettings,
  tenant: string | undefined,
): readonly ProvenProblem[] {
  const named = new Set(channels.flatMap(({ tenants }) => tenants));
  const tenants = tenant === undefined ? [...named, ...(named.size === 0 ? ['retail'] : [])] : [tenant];
  return tenants.flatMap((tenantId) =>
    made.map((kind) => ({
      tenantId,
      kind,
      orderId: `made-${kind}`,
      causeId: `made-${kind}`,
      openedMs: Date.parse('2026-01-05T12:00:00Z'),
    })),
  );
}

interface Reporting {
  readonly settings: AlertSettings;
  readonly options: ProveOptions;
  readonly t: Texts;
}

function reported(proofs: readonly AlertProof[], { settings, options, t }: Reporting): CommandResult {
  const silent = settings.channels
    .map(({ name }) => name)
    .filter((name) => !proofs.some((proof) => proof.channel === name && proof.verdict.outcome === 'alerted'));
  const errors = silent.map((channel) => t('commandFiles.alerts.silent', { channel })).join('\n');
  const text = options.json === true ? JSON.stringify(proofs, undefined, 2) : tableOf(proofs, t);
  return { exitCode: silent.length === 0 ? 0 : 1, text, errors };
}

function tableOf(proofs: readonly AlertProof[], t: Texts): string {
  const rows = proofs.map(({ channel, problem, verdict }) => [
    channel,
    `${problem.tenantId}/${problem.orderId}`,
    problem.kind,
    timeText(problem.openedMs),
    verdictText({ channel, problem, verdict }, t),
  ]);
  const columns = ['channel', 'order', 'situation', 'opened', 'alert'] as const;
  return textTable(
    columns.map((name) => t(`commandFiles.alerts.${name}`)),
    rows,
  );
}

function timeText(millis: number): string {
  return new Date(millis).toISOString().slice(0, 16).replace('T', ' ');
}

function verdictText({ problem, verdict }: AlertProof, t: Texts): string {
  switch (verdict.outcome) {
    case 'alerted':
      return t(verdict.late ? 'commandFiles.alerts.afterQuiet' : 'commandFiles.alerts.at', {
        time: timeText(verdict.atMs),
      });
    case 'situation_not_listed':
      return t('commandFiles.alerts.notListed', { name: problem.kind });
    case 'not_certain_enough':
      return t('commandFiles.alerts.onlyLikely');
    case 'tenant_not_listed':
      return t('commandFiles.alerts.notListed', { name: problem.tenantId });
    case 'resolved_before':
      return t('commandFiles.alerts.resolvedBefore', { time: timeText(verdict.dueMs) });
    case 'due_later':
      return t('commandFiles.alerts.dueLater', { time: timeText(verdict.dueMs) });
  }
}
