import type { MessageType } from './story.js';
import type { ServiceName } from './trace-writer.js';

/** A kind of message in the telemetry: its route, and the work of its receiver. */
export interface MessageKind {
  readonly queue: string;
  readonly to: ServiceName;
  /** SQL statements of the receiver. */
  readonly statements: readonly string[];
  /** Log line of the receiver. */
  readonly told: string;
}

const shopNews = {
  queue: 'mes.orders',
  to: 'mes-api',
  statements: ['INSERT', 'SELECT', 'UPDATE'],
  told: 'message of the shop taken in',
} as const satisfies MessageKind;

const calculationResult = {
  queue: 'mes.calculations',
  to: 'mes-api',
  statements: ['INSERT', 'SELECT', 'INSERT', 'UPDATE'],
  told: 'result of the calculation taken in',
} as const satisfies MessageKind;

const productionNews = {
  queue: 'shop.orders',
  to: 'shop-api',
  statements: ['INSERT', 'SELECT', 'UPDATE'],
  told: 'production moved the order on',
} as const satisfies MessageKind;

export const messageKinds: Readonly<Record<MessageType, MessageKind>> = {
  'order.submitted': { ...shopNews, statements: ['INSERT', 'INSERT', 'INSERT'] },
  'order.approved': shopNews,
  'order.cancelled': shopNews,
  'order.closed': shopNews,
  'calculation.requested': {
    queue: 'calculation.requests',
    to: 'calculation-service',
    statements: ['INSERT', 'INSERT'],
    told: 'calculation queued',
  },
  'calculation.completed': calculationResult,
  'calculation.rejected': calculationResult,
  'order.priced': productionNews,
  'order.rejected': productionNews,
  'order.stage_changed': productionNews,
};
