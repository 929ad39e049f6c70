import { rowsOf, type CsvSource } from '../csv/csv-reader.js';
import type { OcelEvent, OcelObject, OcelSource } from './ocel-source.js';

const typePrefix = 'ocel:type:';

export function isOcelCsv(columns: readonly string[]): boolean {
  return columns.includes('ocel:eid') && columns.includes('ocel:activity');
}

/** OCEL 1 in CSV, with a column of lists for each type of object. Objects are those that events name. */
export function ocelCsv(source: CsvSource): OcelSource {
  const { columns } = source;
  const types = columns.flatMap((column, index) =>
    column.startsWith(typePrefix) ? [{ index, type: column.slice(typePrefix.length) }] : [],
  );
  return {
    variant: 'OCEL 1 CSV',
    encoding: source.encoding,
    async *objects() {
      const seen = new Set<string>();
      for await (const { rows } of rowsOf(source)) {
        const objects: OcelObject[] = [];
        for (const { fields } of rows) {
          for (const { index, type } of types) {
            for (const id of idsIn(fields[index])) {
              if (seen.has(id)) continue;
              seen.add(id);
              objects.push({ id, type });
            }
          }
        }
        yield objects;
      }
    },
    async *events() {
      let place = 0;
      for await (const { rows, bytesRead } of rowsOf(source)) {
        const events = rows.map(({ fields }): OcelEvent => {
          const of = (column: string) => fields[columns.indexOf(column)] ?? '';
          const attributes = columns.flatMap((name, index) =>
            name.startsWith('ocel:') ? [] : [[name, fields[index] ?? ''] as const],
          );
          return {
            id: of('ocel:eid'),
            activity: of('ocel:activity'),
            time: of('ocel:timestamp'),
            objectIds: types.flatMap(({ index }) => idsIn(fields[index])),
            attributes: Object.fromEntries(attributes),
            place: ++place,
          };
        });
        yield { events, bytesRead };
      }
    },
  };
}

const listed = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,[\]'"]+)/g;

/** IDs in a cell such as `['i4', 'i1']` or `["i4"]`. A cell without brackets is one ID. */
function idsIn(cell = ''): string[] {
  const text = cell.trim();
  if (text === '') return [];
  if (!text.startsWith('[')) return [text];
  return [...text.matchAll(listed)].map(([, single, double, bare]) =>
    (single ?? double ?? bare ?? '').replace(/\\(.)/g, '$1'),
  );
}
