/** How one try to send something ended. */
export type Sent = { readonly outcome: 'delivered' } | Retry | Refused;

/** The same again after a pause. */
export interface Retry {
  readonly outcome: 'retry';
  readonly reason: string;
  /** The pause that the target asked for. */
  readonly afterMs?: number | undefined;
}

/** Never again: the target does not take it, or it can't be sent. */
export interface Refused {
  readonly outcome: 'refused';
  readonly reason: string;
}
