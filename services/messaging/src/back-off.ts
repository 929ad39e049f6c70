export interface BackOff {
  /** Milliseconds before the second try. */
  readonly firstMs: number;
  /** Upper limit of the pause. */
  readonly maxMs: number;
}

/**
 * Milliseconds to wait after the given number of failures (1 for the first). The pause doubles each time and
 * is random in its upper half, so that clients that failed together do not retry together.
 */
export function backOffMs(failures: number, { firstMs, maxMs }: BackOff): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + (Math.random() * full) / 2;
}

/** Resolves to true after the time, or to false as soon as the signal is aborted. */
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
