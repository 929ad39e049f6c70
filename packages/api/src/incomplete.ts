/** The header of a response that may lack records because files of the store are damaged; else absent, or `0`. */
export const incompleteHeader = 'ordertrace-incomplete';

const mostNamed = 5;

/**
 * Value of the header: the number of damaged files, and the names of the first five (RFC 9651).
 *
 * @example 2;files="run-000003.ot run-000007.ot"
 */
export function incompleteHeaderOf(files: readonly string[]): string {
  if (files.length === 0) return '0';
  return `${files.length};files="${files.slice(0, mostNamed).join(' ')}"`;
}

/** The number of damaged files that affect a response; 0 for a complete one. */
export function damagedFilesOf(headers: Headers): number {
  const value = headers.get(incompleteHeader);
  if (value === null) return 0;
  const count = Number.parseInt(value, 10);
  // The header itself means that something is missing.
  return Number.isNaN(count) ? 1 : count;
}
