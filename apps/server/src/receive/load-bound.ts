/** The load of requests that are being decoded or stored. */
export interface ReceiveLoad {
  readonly requests: number;
  /** Their cost: see `costOf`. */
  readonly cost: number;
  /** The cost stored in a millisecond while requests waited; absent until it was measured. */
  readonly costPerMs: number | undefined;
  /**
   * Milliseconds since a request was stored, or since the first waiting request began to wait; 0 if none
   * waits.
   */
  readonly stalledMs: number;
}

export interface LoadBounds {
  /** Most requests that are decoded or stored at once. */
  readonly maxRequests: number;
  /** The longest acceptable wait of a request for its response. */
  readonly maxWaitMs: number;
}

/**
 * The number of requests that are accepted at any speed: the store keeps them in one commit, and its speed
 * can be measured only while some wait.
 */
export const alwaysTaken = 32;

const leastRetryMs = 1000;
const mostRetryMs = 30_000;

/** The fixed cost of a request, in addition to its bytes. */
const requestCost = 16 * 1024;

export function costOf(bytes: number): number {
  return requestCost + bytes;
}

/**
 * When the sender of one more request may try again, milliseconds; `undefined` where the request can be taken now.
 * After the delay, what waits now should be stored.
 *
 * @example
 * retryDelay({ requests: 100, cost: 8_000_000, costPerMs: 1000, stalledMs: 2 }, bounds) // 8000
 */
export function retryDelay(load: ReceiveLoad, { maxRequests, maxWaitMs }: LoadBounds): number | undefined {
  const waitMs = expectedWaitMs(load);
  const isSlow = load.requests >= alwaysTaken && waitMs > maxWaitMs;
  if (load.requests < maxRequests && !isSlow) return undefined;
  return Math.min(mostRetryMs, Math.max(leastRetryMs, Math.ceil(waitMs)));
}

function expectedWaitMs({ cost, costPerMs, stalledMs }: ReceiveLoad): number {
  return Math.max(stalledMs, costPerMs === undefined ? 0 : cost / costPerMs);
}
