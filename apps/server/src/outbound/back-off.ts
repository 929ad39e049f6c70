export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** The back-off after consecutive failures. It doubles each time, minus a random part of up to a quarter. */
export function pauseMs(failures: number, { firstMs, longestMs }: BackOff): number {
  return Math.round(Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.75 + Math.random() / 4));
}
