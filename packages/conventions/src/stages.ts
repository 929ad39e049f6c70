/** Stages of the manufacturer's flow, in order; the two side exits are last. */
export const stages = [
  'CREATED',
  'SUBMITTED',
  'PRICED',
  'APPROVED',
  'IN_PRODUCTION',
  'PRODUCED',
  'PACKED',
  'SHIPPED',
  'CLOSED',
  'REJECTED',
  'CANCELLED',
] as const;

export type Stage = (typeof stages)[number];

/** Levels of tracing along the flow. */
export const coverages = ['full', 'approved-to-shipped', 'logs-only'] as const;
export type Coverage = (typeof coverages)[number];
