/** Names of the shipped flow's stages. Stages of other flows keep the names of their file. */
export const stageNames = {
  CREATED: 'Created',
  SUBMITTED: 'Submitted',
  PRICED: 'Priced',
  APPROVED: 'Approved',
  IN_PRODUCTION: 'In production',
  PRODUCED: 'Produced',
  PACKED: 'Packed',
  SHIPPED: 'Shipped',
  CLOSED: 'Closed',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
};
