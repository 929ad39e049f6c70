import type {
  Diagnosis,
  DiagnosisCode,
  EpochNanos,
  Fact,
  OrderRef,
  ProblemState,
  ProblemStateName,
  Situation,
} from '@ordertrace/model';

/** Keeps what the server has folded from the facts about problems, so that lists and groups need no fold. */
export interface ProblemStates {
  /** Appends the facts (of an id that is there already, nothing) and replaces these states, in one step. */
  saveProblems(save: {
    readonly facts: readonly Fact[];
    readonly problems: readonly ProblemState[];
  }): Promise<void>;
  /** Those of them that are there, in the order asked. */
  problemsById(problemIds: readonly string[]): Promise<readonly ProblemState[]>;
  /** All of these orders, by time of opening, then id. */
  problemsOfOrders(orders: readonly OrderRef[]): Promise<readonly ProblemState[]>;
  /** Problems of equal sort value come by id. A `cursor` that is none begins at the start. */
  listProblems(query: ProblemQuery): Promise<ProblemPage>;
  /** Problems grouped by cause: most problems first, then by id. */
  listCauses(query: CauseQuery): Promise<CausePage>;
}

export interface ProblemFilter {
  /** `unresolved`: open or acknowledged. */
  readonly state?: ProblemStateName | 'unresolved';
  readonly causeId?: string;
  readonly tenantId?: string;
  readonly orderId?: string;
  readonly flow?: string;
  readonly stage?: string;
  readonly situation?: Situation;
  readonly code?: DiagnosisCode;
  readonly assignee?: string;
  /** Exclusive. */
  readonly openedAfterNanos?: EpochNanos;
}

export const problemSorts = ['opened_at', 'since'] as const;
export type ProblemSort = (typeof problemSorts)[number];

export interface ProblemQuery extends ProblemFilter {
  readonly sort: ProblemSort;
  readonly descending: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface ProblemPage {
  readonly problems: readonly ProblemState[];
  readonly next?: string;
  /** How many the filter leaves, on all pages. */
  readonly total: number;
}

export interface CauseQuery extends ProblemFilter {
  readonly limit: number;
  readonly cursor?: string;
}

export interface CausePage {
  readonly causes: readonly CauseGroup[];
  readonly next?: string;
}

/** The problems of one cause. What is told of one of them is told of the one that began first. */
export interface CauseGroup {
  readonly causeId: string;
  readonly code: DiagnosisCode;
  readonly situation: Situation;
  readonly details: Diagnosis['details'];
  readonly owner: string;
  readonly count: number;
  readonly open: number;
  readonly acknowledged: number;
  /** When the first and the latest of them were opened. */
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
  readonly oldestSinceNanos: EpochNanos;
  readonly tenants: number;
  /** The five that began first. */
  readonly examples: readonly (OrderRef & { readonly problemId: string })[];
}

export const causeExamples = 5;
