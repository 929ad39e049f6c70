import type {
  Certainty,
  Diagnosis,
  DiagnosisCode,
  EpochNanos,
  Fact,
  OrderRef,
  ProblemState,
  ProblemStateName,
  Situation,
} from '@ordertrace/model';

/** Stores the server's fold over the facts of problems, so that lists and groups need no fold. */
export interface ProblemStates {
  /** Appends the facts, except those whose ID is already stored, and replaces these states, in one step. */
  saveProblems(save: {
    readonly facts: readonly Fact[];
    readonly problems: readonly ProblemState[];
  }): Promise<void>;
  /** The existing problems among these, in the sequence of the query. */
  problemsById(problemIds: readonly string[]): Promise<readonly ProblemState[]>;
  /** All problems of these orders, by opening time, then ID. */
  problemsOfOrders(orders: readonly OrderRef[]): Promise<readonly ProblemState[]>;
  /**
   * Returns one page; ties sort by ID.
   * @throws StoreError `invalid_cursor`
   */
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
  /** `proven`: also those from before certainty was kept. */
  readonly certainty?: Certainty;
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
  /** The number of matches on all pages. */
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

/** The problems of one cause. Fields such as `details` come from the problem that started first. */
export interface CauseGroup {
  readonly causeId: string;
  readonly code: DiagnosisCode;
  readonly situation: Situation;
  readonly details: Diagnosis['details'];
  readonly owner: string;
  readonly count: number;
  readonly open: number;
  readonly acknowledged: number;
  /** When the first and the latest problem were opened. */
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
  readonly oldestSinceNanos: EpochNanos;
  readonly tenants: number;
  /** The five problems that started first. */
  readonly examples: readonly (OrderRef & { readonly problemId: string })[];
}

export const causeExamples = 5;
