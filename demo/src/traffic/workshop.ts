import type { Random } from '../random.js';
import type { ApiClient } from './api-client.js';

/** Operators' work on an order at the MES API. */
export interface Workshop {
  readonly claim: (orderId: string, operator: string) => Promise<void>;
  readonly complete: (orderId: string) => Promise<void>;
  readonly pack: (orderId: string) => Promise<void>;
  readonly ship: (orderId: string, random: Random) => Promise<void>;
}

const carriers = ['post', 'dhl', 'cdek', 'courier'] as const;

export function openWorkshop(api: ApiClient): Workshop {
  const step = async (orderId: string, name: string, json?: unknown): Promise<void> => {
    await api.call('POST', `/work-orders/${orderId}/${name}`, json === undefined ? {} : { json });
  };
  return {
    claim: (orderId, operator) => step(orderId, 'claim', { operator }),
    complete: (orderId) => step(orderId, 'complete'),
    pack: (orderId) => step(orderId, 'pack'),
    ship: (orderId, random) => {
      const tracking = `D${random.whole(10_000_000, 99_999_999)}`;
      return step(orderId, 'ship', { carrier: random.pick(carriers), tracking_number: tracking });
    },
  };
}
