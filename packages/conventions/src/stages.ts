/** The stages of the manufacturer's flow, in their order; the two side exits last. */
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

/** How much of an order's way is traced. */
export const coverages = ['full', 'approved-to-shipped', 'logs-only'] as const;
export type Coverage = (typeof coverages)[number];
