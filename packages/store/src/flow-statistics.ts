import type { FlowQuestion, FlowQuestions, OrderHistory } from '@ordertrace/model';

/** Statistics over the ways of orders, which `OrderStates.saveOrders` keeps. */
export interface FlowStatistics {
  /**
   * Answers a question by its meaning in `flowAnswers` (`packages/model`): counts exactly, times as near as
   * doubles are. Every order that was saved with a history and that the filter leaves counts.
   */
  flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]>;
}

/** What is kept of orders, in one step. */
export interface HistorySave {
  /** Ways of orders, each replacing the one kept before; orders saved without keep theirs. */
  readonly histories?: readonly OrderHistory[];
}
