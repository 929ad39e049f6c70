const progressMs = 500;

/** Requests the progress of `work` from time to time, until it ends. */
export async function withProgress<T, Progress>(
  work: () => Promise<T>,
  ask: () => Promise<Progress>,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<T> {
  const report = () => {
    ask().then(onProgress, () => undefined);
  };
  const clock = onProgress === undefined ? undefined : setInterval(report, progressMs);
  try {
    return await work();
  } finally {
    clearInterval(clock);
  }
}
