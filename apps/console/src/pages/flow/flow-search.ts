import { definedFields } from '@ordertrace/conventions';

/** Periods of the process page, in days. */
export const flowPeriods = [7, 30, 90, 365] as const;
export type FlowPeriod = (typeof flowPeriods)[number];
export const usualFlowPeriod: FlowPeriod = 90;

export const flowSources = ['live', 'imported'] as const;
export type FlowSource = (typeof flowSources)[number];

/** Times that the map can show at its steps. */
export const stepTimes = ['median', 'p90', 'waiting', 'working'] as const;
export type StepTime = (typeof stepTimes)[number];

/** Smallest share of orders of a step that the map draws, by its name in the URL. */
export const leastShares = { main: 0.05, usual: 0.005, every: 0 } as const;
export type Steps = keyof typeof leastShares;
const stepChoices = Object.keys(leastShares) as readonly Steps[];

/** Search parameters of the process page. Invalid ones are dropped. */
export interface FlowSearch {
  readonly days?: FlowPeriod | undefined;
  readonly tenant?: string | undefined;
  readonly flow?: string | undefined;
  readonly source?: FlowSource | undefined;
  /** Only orders of this variant. */
  readonly variant?: string | undefined;
  /** The stage with a chart of its times. */
  readonly stage?: string | undefined;
  /** The selected step. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Default: the median. */
  readonly times?: StepTime | undefined;
  /** Default: the usual ones. */
  readonly steps?: Steps | undefined;
  /** Tenant to compare with. Default: the previous period. */
  readonly with?: string | undefined;
}

export function readFlowSearch(search: Readonly<Record<string, unknown>>): FlowSearch {
  const found: Record<string, unknown> = {
    days: flowPeriods.find((each) => String(each) === String(search['days'])),
    source: flowSources.find((each) => each === search['source']),
    times: stepTimes.find((each) => each === search['times']),
    steps: stepChoices.find((each) => each === search['steps']),
  };
  for (const name of ['tenant', 'flow', 'stage', 'from', 'to', 'with']) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
  }
  const { variant } = search;
  if (typeof variant === 'string' && /^[0-9a-f]{16}$/.test(variant)) found['variant'] = variant;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const dayMs = 86_400_000;
const quarterMs = 15 * 60_000;

/** Filters that all process queries share. */
export interface FlowFilters {
  readonly from: string;
  readonly to: string;
  readonly tenant?: string;
  readonly flow?: string;
  readonly source?: FlowSource;
  readonly variant?: string;
}

/** The period ends at the current quarter of an hour, so that the query stays the same for a while. */
export function flowFilters(search: FlowSearch, nowMs: number): FlowFilters {
  const { from, to } = periodOf(search, nowMs);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...definedFields({
      tenant: search.tenant,
      flow: search.flow,
      source: search.source,
      variant: search.variant,
    }),
  };
}

/**
 * The filters with the basis of the comparison: another tenant in the same period, else the previous period.
 */
export function comparisonFilters(search: FlowSearch, nowMs: number) {
  const { from, to } = periodOf(search, nowMs);
  const now = flowFilters(search, nowMs);
  return search.with === undefined
    ? { ...now, with_from: new Date(2 * from - to).toISOString(), with_to: now.from }
    : { ...now, with_from: now.from, with_to: now.to, with_tenant: search.with };
}

function periodOf(search: FlowSearch, nowMs: number): { readonly from: number; readonly to: number } {
  const to = Math.ceil(nowMs / quarterMs) * quarterMs;
  return { from: to - (search.days ?? usualFlowPeriod) * dayMs, to };
}

/** Changes a part of the search parameters. */
export type ChooseFlow = (part: FlowSearch) => void;
