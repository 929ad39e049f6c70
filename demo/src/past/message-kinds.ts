import type { MessageType } from './story.js';
import type { ServiceName } from './trace-writer.js';

/** What the telemetry shows of a kind of message: its way, and what its receiver does. */
export interface MessageKind {
  readonly queue: string;
  readonly to: ServiceName;
  /** The receiver's statements. */
  readonly statements: readonly string[];
  /** The receiver's log line. */
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
