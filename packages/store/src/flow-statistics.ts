import type { FlowQuestion, FlowQuestions, OrderHistory } from '@ordertrace/model';

/** Statistics over the stored histories of orders (see `OrderStates.saveOrders`). */
export interface FlowStatistics {
  /**
   * Returns the statistics as defined by `flowAnswers` (`packages/model`). Counts are exact; times have the
   * precision of doubles. It covers every order that was saved with a history and matches the filter.
   */
  flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]>;
}

/** Histories to save, in one step. */
export interface HistorySave {
  /** Histories of orders; each replaces the stored one. Orders without one here keep theirs. */
  readonly histories?: readonly OrderHistory[];
}
