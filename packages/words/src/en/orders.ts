/** Parts of the sentence with the order's place and the answer for the customer. */
export const answer = {
  ended: 'Ended in “{{stage}}” on {{time}}',
  assigned: 'assigned to {{name}}',
  nobody: 'nobody has acknowledged it',
  acknowledged: 'acknowledged by {{name}} on {{time}}',
  customer: 'tell the customer: "{{text}}"',
};

/** Texts about an order for customers and partners. They name no application, queue, error or person. */
export const customer = {
  order: 'Your order {{id}} {{state}}',
  orderSince: 'Your order {{id}} {{state}} (since {{day}})',
  orderOn: 'Your order {{id}} {{state}} ({{day}})',
  stages: {
    CREATED: 'has been created but not submitted yet',
    SUBMITTED: 'has been received and is being priced',
    PRICED: 'has been priced and is waiting for your approval',
    APPROVED: 'has been paid for and is waiting to be made',
    IN_PRODUCTION: 'is being made',
    PRODUCED: 'has been made and is waiting to be packed',
    PACKED: 'has been packed and is waiting to be shipped',
    SHIPPED: 'is on its way to you',
    CLOSED: 'is completed',
    REJECTED: 'cannot be made',
    CANCELLED: 'has been cancelled',
  },
  priced: 'has been priced',
  received: 'has been received',
  open: 'is being worked on',
  openIn: 'is at the stage “{{stage}}”',
  ended: 'is completed',
  endedIn: 'is closed: “{{stage}}”',
  delayed: 'it is delayed; we will find out why and get back to you',
  beingSolved: 'it is delayed, and we are working on it right now',
  unseen: 'we are checking its progress and will get back to you',
  yourTurn: 'the next step is yours',
  confirm: 'please let us know when you receive it',
  missing: 'it should have arrived by now; if it has not, let us know and we will look for it',
  longer: 'it is taking a little longer than usual',
  asUsual: 'everything is going as planned',
  expected: 'the next step is expected by {{day}}',
  expectedToday: 'the next step is expected today',
};
