export interface BackOff {
  /** Milliseconds before the second try. */
  readonly firstMs: number;
  /** The pause never grows beyond it. */
  readonly maxMs: number;
}

/**
 * Milliseconds to wait after the given number of failures (1 for the first): doubling, and spread over the
 * upper half, so that many who failed together don't come back together.
 */
export function backOffMs(failures: number, { firstMs, maxMs }: BackOff): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + (Math.random() * full) / 2;
}

/** Resolves after the time, or at once when the signal is aborted; tells which: true if the time is over. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (timeOver: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(timeOver);
    };
    const aborted = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    signal.addEventListener('abort', aborted);
  });
}
