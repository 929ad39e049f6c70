/** The lengths of time that the flow can be told for, in days. */
export const flowPeriods = [7, 30, 90, 365] as const;
export type FlowPeriod = (typeof flowPeriods)[number];
export const usualFlowPeriod: FlowPeriod = 90;

export const flowSources = ['live', 'imported'] as const;
export type FlowSource = (typeof flowSources)[number];

/** What the map writes at its steps. */
export const stepTimes = ['median', 'p90', 'waiting', 'working'] as const;
export type StepTime = (typeof stepTimes)[number];

/** The part of all orders that must take a step for the map to draw it, by what the address calls it. */
export const leastShares = { main: 0.05, usual: 0.005, every: 0 } as const;
export type Steps = keyof typeof leastShares;
const stepChoices = Object.keys(leastShares) as readonly Steps[];

/** What the address of the flow page says. Anything it can't mean is left out. */
export interface FlowSearch {
  readonly days?: FlowPeriod | undefined;
  readonly tenant?: string | undefined;
  readonly flow?: string | undefined;
  readonly source?: FlowSource | undefined;
  /** Only orders that went this way. */
  readonly variant?: string | undefined;
  /** Whose times are shown over time. */
  readonly stage?: string | undefined;
  /** The step that is looked at. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The median unless said. */
  readonly times?: StepTime | undefined;
  /** The usual ones unless said. */
  readonly steps?: Steps | undefined;
  /** A tenant to compare with; unless said, the period before. */
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

/** The filters that all questions about the flow share. */
export interface FlowFilters {
  readonly from: string;
  readonly to: string;
  readonly tenant?: string;
  readonly flow?: string;
  readonly source?: FlowSource;
  readonly variant?: string;
}

/** Up to the running quarter of an hour: the same question for a while. */
export function flowFilters(search: FlowSearch, nowMs: number): FlowFilters {
  const { from, to } = periodOf(search, nowMs);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(search.tenant === undefined ? {} : { tenant: search.tenant }),
    ...(search.flow === undefined ? {} : { flow: search.flow }),
    ...(search.source === undefined ? {} : { source: search.source }),
    ...(search.variant === undefined ? {} : { variant: search.variant }),
  };
}

/** The same filters with what they are compared to: another tenant at the same time, else the period before. */
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

/** Changes a part of what the address says. */
export type ChooseFlow = (part: FlowSearch) => void;
