/** Names of the order events: log records with `event_name` set. */
export const eventName = {
  /** An order entered a stage. */
  transition: 'order.transition',
  /** A long piece of work began. It ends with the span of this ID. */
  workStarted: 'order.work_started',
} as const;

export type EventName = (typeof eventName)[keyof typeof eventName];

/** The party that moved an order into a stage. */
export const actors = ['customer', 'operator', 'partner', 'system'] as const;
export type Actor = (typeof actors)[number];
