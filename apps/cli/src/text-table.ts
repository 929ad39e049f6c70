/** A table with headings and aligned columns. Texts that begin with a digit are aligned to the right. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const numeric = headings.map((_, column) => rows.every((row) => /^(?:-?\d|-$|$)/.test(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** A duration in its largest unit with one decimal: `2.5 h`; `-` if it is unknown. */
export function lengthText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '-';
  const [size, unit] = units.find(([limit]) => Math.abs(ms) >= limit) ?? [1, 'ms'];
  return `${(ms / size).toFixed(1)} ${unit}`;
}

export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
