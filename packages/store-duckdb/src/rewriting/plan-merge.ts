/** The properties of a run that a merge plan needs. */
export interface RunSize {
  readonly bytes: number;
  readonly pages: { readonly length: number };
}

export interface MergeLimits {
  /** The least number of runs in a merge. */
  readonly fewest: number;
  readonly mostBytes: number;
  /** A run has at most 2^16 pages. */
  readonly mostPages: number;
}

/**
 * Selects neighbouring runs to merge, from old to new: many of similar size, cheapest first. So each row is
 * rewritten once whenever the store has grown by the factor `fewest`. The newest run is excluded: its hashes
 * are still needed.
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
