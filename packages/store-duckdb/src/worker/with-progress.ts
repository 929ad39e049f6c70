const progressMs = 500;

/** Asks for the progress of `work` now and then, until it has ended. */
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
