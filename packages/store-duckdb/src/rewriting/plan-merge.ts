/** What a plan needs to know of a run. */
export interface RunSize {
  readonly bytes: number;
  readonly pages: { readonly length: number };
}

export interface MergeLimits {
  /** Fewer runs than this are not worth writing anew. */
  readonly fewest: number;
  readonly mostBytes: number;
  /** A run numbers its pages with 16 bits. */
  readonly mostPages: number;
}

/**
 * Which neighbours to merge, of runs from old to new: many of about one size, the cheapest first; so a row is written
 * anew as many times as the store grew by the factor `fewest`. The newest run stays: its hashes are still wanted.
 */
export function planMerge<Run extends RunSize>(
  runs: readonly Run[],
  limits: MergeLimits,
): readonly Run[] | undefined {
  let best: { readonly runs: readonly Run[]; readonly bytes: number } | undefined;
  for (let start = 0; start + limits.fewest < runs.length; start++)
    for (let end = start + limits.fewest; end < runs.length && end <= start + limits.fewest * 2; end++) {
      const some = runs.slice(start, end);
      const bytes = some.reduce((sum, run) => sum + run.bytes, 0);
      if (!fits(some, bytes, limits)) continue;
      if (best === undefined || bytes / some.length < best.bytes / best.runs.length)
        best = { runs: some, bytes };
    }
  return best?.runs;
}

function fits(
  some: readonly RunSize[],
  bytes: number,
  { fewest, mostBytes, mostPages }: MergeLimits,
): boolean {
  const pages = some.reduce((sum, run) => sum + run.pages.length, 0);
  if (bytes > mostBytes || pages > mostPages) return false;
  const largest = Math.max(...some.map((run) => run.bytes));
  return largest * (fewest / 2.5) <= bytes;
}
