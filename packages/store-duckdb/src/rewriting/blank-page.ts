import { blankBytes, blankText, findNeedles, type Needle } from '@ordertrace/store';
import { columnsOf } from '../reading/snapshot.js';
import type { PageRecords } from '../runs/decode-page.js';
import type { RecordKind } from '../bytes/record-kind.js';

export interface BlankedPage {
  readonly records: PageRecords;
  /** The number of records with a match. */
  readonly found: number;
}

/** The page with all matches blanked, except in IDs of orders and tenants. */
export function blankPage(kind: RecordKind, page: PageRecords, needles: readonly Needle[]): BlankedPage {
  const columns = columnsOf(page, kind);
  const texts = page.texts.map((text) => blankText(text, needles));
  const resources = page.resources.map((bytes) => blankBytes(bytes, needles));
  const scopes = page.scopes.map((bytes) => blankBytes(bytes, needles));
  const rows = blankBodies(columns, needles);
  const changed = {
    text: texts.map((text, index) => text !== page.texts[index]),
    resource: resources.map((bytes, index) => bytes !== page.resources[index]),
    scope: scopes.map((bytes, index) => bytes !== page.scopes[index]),
  };
  for (let row = 0; row < columns.length; row++) {
    const names = [
      columns.service,
      ...(kind === 'span' ? [page.spans.name, page.spans.statusCode] : [page.logs.eventName]),
    ];
    if (
      changed.resource[columns.resource[row] ?? 0] === true ||
      changed.scope[columns.scope[row] ?? 0] === true ||
      names.some((column) => changed.text[column[row] ?? 0])
    )
      rows.add(row);
  }
  return { records: { ...page, texts, resources, scopes }, found: rows.size };
}

interface Bodies {
  readonly body: Uint8Array;
  readonly bodyEnd: Uint32Array;
}

/** Blanks in place; the page must own its bytes. Returns the rows whose bodies had a match. */
function blankBodies({ body, bodyEnd }: Bodies, needles: readonly Needle[]): Set<number> {
  const rows = new Set<number>();
  for (const { at, needle } of findNeedles(body, needles)) {
    const row = rowAt(bodyEnd, at);
    if (at + needle.find.length > (bodyEnd[row] ?? 0)) continue;
    body.set(needle.blank, at);
    rows.add(row);
  }
  return rows;
}

/** The row whose body contains the byte. */
function rowAt(bodyEnd: Uint32Array, at: number): number {
  let low = 0;
  let high = bodyEnd.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bodyEnd[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
