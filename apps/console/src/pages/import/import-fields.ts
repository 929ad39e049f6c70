import type { ImportQuery } from '@ordertrace/api';

/** Fields of the form as texts; an empty text means not set. */
export interface ImportFields {
  readonly log: string;
  readonly tenant: string;
  readonly time_zone: string;
  readonly time_format: string;
  readonly encoding: string;
  readonly object_type: string;
  readonly on_error: NonNullable<ImportQuery['on_error']>;
  readonly duplicates: NonNullable<ImportQuery['duplicates']>;
  readonly columns: Readonly<Partial<Record<ColumnPart, string>>>;
}

export const columnParts = [
  'case',
  'activity',
  'date',
  'time',
  'start',
  'lifecycle_column',
  'instance',
  'resource',
  'tenant_column',
] as const;
export type ColumnPart = (typeof columnParts)[number];

export const noFields: ImportFields = {
  log: '',
  tenant: '',
  time_zone: '',
  time_format: '',
  encoding: '',
  object_type: '',
  on_error: 'reject',
  duplicates: 'refuse',
  columns: {},
};

/** Log name from a file name: letters, digits and a few marks. */
export function logNameOf(fileName: string): string {
  const bare = fileName.replace(/\.(gz|csv|tsv|txt|xes|xml|json|jsonocel|xmlocel|sqlite|db)(?=\.|$)/gi, '');
  const name = bare.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  return name === '' ? 'log' : name.slice(0, 64);
}

/** Query for the server, without empty fields. */
export function importQuery(fields: ImportFields, more: { id: string; dry_run: boolean }): ImportQuery {
  const { columns, ...rest } = fields;
  const given = Object.entries({ ...rest, ...columns }).filter(([, value]) => value !== '');
  return { ...(Object.fromEntries(given) as unknown as ImportQuery), ...more };
}
