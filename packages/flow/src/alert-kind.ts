import type { Situation } from '@ordertrace/model';

/** What a channel can be notified of: problems by their situation, and orders that will probably miss a deadline. */
export type AlertKind = Situation | 'at_risk';
