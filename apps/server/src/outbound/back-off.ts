export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** The pause after so many failures in a row: it doubles each time. Up to a quarter is taken off at random. */
export function pauseMs(failures: number, { firstMs, longestMs }: BackOff): number {
  return Math.round(Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.75 + Math.random() / 4));
}
