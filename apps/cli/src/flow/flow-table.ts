import type { FlowHeading, Texts } from '@ordertrace/words';
import { textTable } from '../text-table.js';

export interface FlowTable {
  readonly headings: readonly FlowHeading[];
  readonly rows: readonly (readonly string[])[];
}

/** A table whose headings are in the language of the texts. */
export function flowTable({ headings, rows }: FlowTable, t: Texts): string {
  return textTable(
    headings.map((heading) => t(`commandFlow.headings.${heading}`)),
    rows,
  );
}
