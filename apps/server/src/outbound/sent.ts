/** The result of one attempt to send. */
export type Sent = { readonly outcome: 'delivered' } | Retry | Refused;

/** The same may be sent again after a pause. */
export interface Retry {
  readonly outcome: 'retry';
  readonly reason: string;
  /** The pause that the target requested. */
  readonly afterMs?: number | undefined;
}

/** A permanent failure: the target rejects it, or it can't be sent. */
export interface Refused {
  readonly outcome: 'refused';
  readonly reason: string;
}
