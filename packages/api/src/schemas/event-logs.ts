import { Type, type Static } from 'typebox';
import { ProblemDetails } from './problem-details.js';
import {
  DurationMs,
  FlowName,
  ImportCounting,
  oneOf,
  orNull,
  Situation,
  StageName,
  Tenant,
  TimeParameter,
  Timestamp,
} from './shapes.js';

const formats = ['csv', 'xes', 'ocel'] as const;
const Format = oneOf(formats, 'Format of the file');
const Column = Type.String({ maxLength: 200, description: 'Name of a column or attribute' });

export const onErrorChoices = ['reject', 'stop', 'skip'] as const;

/** Handling of events that are stored already, live or from another log. */
export const duplicateChoices = ['refuse', 'skip', 'add'] as const;
export type DuplicateChoice = (typeof duplicateChoices)[number];

export const ImportQuery = Type.Object({
  id: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9-]{8,64}$',
      description: 'Chosen by the caller, to ask for the progress by',
    }),
  ),
  log: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    description:
      'A name for the log. Imported again under the same name, what is there already is not added again',
  }),
  format: Type.Optional(Format),
  dry_run: Type.Optional(Type.Boolean({ description: 'true: read and report, keep nothing' })),
  on_error: Type.Optional(
    oneOf(
      onErrorChoices,
      'reject (the default): all or nothing; stop: up to the first row that can not be taken; skip: all rows that can',
    ),
  ),
  duplicates: Type.Optional(
    oneOf(
      duplicateChoices,
      'Events that are stored already under another source. refuse (the default): nothing is imported; skip: the other events are; add: these events count twice',
    ),
  ),
  tenant: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Tenant of rows that name none; the name of the log unless said',
    }),
  ),
  case: Type.Optional(Column),
  activity: Type.Optional(Column),
  date: Type.Optional(Column),
  time: Type.Optional(Column),
  start: Type.Optional(Column),
  lifecycle_column: Type.Optional(Column),
  instance: Type.Optional(Column),
  resource: Type.Optional(Column),
  tenant_column: Type.Optional(Column),
  lifecycle: Type.Optional(
    oneOf(['pair', 'each', 'start', 'complete'] as const, 'How start and complete events become steps'),
  ),
  object_type: Type.Optional(Column),
  time_zone: Type.Optional(
    Type.String({ maxLength: 64, description: 'Zone of times without one, such as Europe/Moscow' }),
  ),
  time_format: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'The only form of times, such as dd-MM-yyyy:HH.mm; any known form unless said',
    }),
  ),
  date_order: Type.Optional(
    oneOf(['dmy', 'mdy'] as const, 'Order of day and month in dates such as 01/02/2024'),
  ),
  encoding: Type.Optional(
    Type.String({ maxLength: 40, description: 'Encoding of the text, such as utf-8 or windows-1251' }),
  ),
  separator: Type.Optional(Type.String({ maxLength: 3, description: 'Separator of CSV columns' })),
});
export type ImportQuery = Static<typeof ImportQuery>;

export const importNoteCodes = [
  'start_without_end',
  'end_without_start',
  'lifecycle_passed_over',
  'time_occurs_twice',
  'time_never_occurs',
  'no_time_of_day',
  'object_not_declared',
  'event_of_other_object_type',
  'event_without_type_row',
  'event_type_not_declared',
  'digits_beyond_nanoseconds',
] as const;

export const ImportRefusal = Type.Object({
  code: Type.String(),
  row: Type.Integer({ description: 'Place of the row or event in the file, from 1' }),
  where: Type.String(),
  field: Type.String(),
  problem: Type.String(),
  way_out: Type.String(),
});

export const ImportReport = Type.Object({
  id: Type.String(),
  state: oneOf(
    ['done', 'counting', 'checked', 'refused', 'stopped'] as const,
    'done: kept, and counted by statistics; counting: kept, and not yet counted; checked: a dry run that would be kept; refused: nothing is kept; stopped: kept up to the first error',
  ),
  refused_for: orNull(
    oneOf(['rows', 'duplicates'] as const),
    'Why the import is refused: rows that cannot be taken, or events that are stored already',
  ),
  log: Type.String(),
  source: Type.String({ description: 'By what its events are filtered: imported:LOG' }),
  tenant_id: Type.String({ description: 'Tenant of rows that name none' }),
  understood: Type.Object({
    format: Format,
    variant: Type.String(),
    encoding: orNull(Type.String()),
    separator: orNull(Type.String()),
    time_zone: orNull(Type.String()),
    date_order: orNull(Type.String()),
    time_format: orNull(Type.String()),
    time_example: orNull(
      Type.Object({ written: Type.String(), read_as: Timestamp }),
      'The first time of the file, and how it was read',
    ),
    columns: orNull(Type.Array(Type.String())),
    mapping: Type.Record(Type.String(), Type.String()),
    object_type: orNull(Type.String()),
    object_types: orNull(Type.Record(Type.String(), Type.Integer())),
  }),
  events: Type.Integer({ description: 'Events that were read and can be taken' }),
  new: Type.Integer({ description: 'Events of these that are not stored yet' }),
  kept: Type.Integer({ description: 'Events that this import stored' }),
  stored_before: Type.Object({
    in_this_log: Type.Integer({ description: 'Events that an earlier import of this log stored' }),
    elsewhere: Type.Array(
      Type.Object({ source: Type.String(), tenant_id: Type.String(), events: Type.Integer() }),
      { description: 'Equal events of the same orders, live or from other logs' },
    ),
  }),
  orders: Type.Integer(),
  counted: Type.Integer({ description: 'Orders of these that statistics count completely' }),
  first_at: orNull(Timestamp),
  last_at: orNull(Timestamp),
  activities: Type.Array(Type.Object({ name: Type.String(), count: Type.Integer() }), {
    description: 'The most frequent ones',
  }),
  refused: Type.Integer(),
  refusals: Type.Array(ImportRefusal, { description: 'The first of them' }),
  notes: Type.Array(
    Type.Object({ code: oneOf(importNoteCodes), count: Type.Integer(), first: Type.String() }),
    { description: 'Values that were changed or skipped: how many, and the first place' },
  ),
  scrubbed: Type.Integer({ description: 'Values in which the privacy gate replaced something' }),
  preview: Type.Array(
    Type.Object({
      order_id: Type.String(),
      tenant_id: Type.String(),
      events: Type.Array(
        Type.Object({
          activity: Type.String(),
          at: Timestamp,
          started_at: orNull(Timestamp),
          resource: orNull(Type.String()),
        }),
      ),
    }),
    { description: 'The first orders as they were understood' },
  ),
  duration_ms: DurationMs,
});
export type ImportReport = Static<typeof ImportReport>;

/** A refused import: the problem, with the report. */
export const ImportProblem = Type.Interface([ProblemDetails], { report: Type.Optional(ImportReport) });
export type ImportProblem = Static<typeof ImportProblem>;

export const ImportProgress = Type.Object({
  id: Type.String(),
  state: oneOf([
    'receiving',
    'reading',
    'keeping',
    'counting',
    'done',
    'checked',
    'refused',
    'stopped',
    'failed',
  ] as const),
  bytes: Type.Integer({ description: 'Of the file, received or read so far' }),
  bytes_total: orNull(Type.Integer()),
  events: Type.Integer(),
  kept: Type.Integer(),
  refused: Type.Integer(),
  counting: orNull(ImportCounting, 'While statistics do not count all of its orders'),
  report: orNull(ImportReport, 'Once it has ended, unless it failed'),
});
export type ImportProgress = Static<typeof ImportProgress>;

/** Handling of texts that a spreadsheet would run as formulas. */
export const csvFormulas = ['neutralize', 'keep'] as const;
export type CsvFormulas = (typeof csvFormulas)[number];

export const ExportQuery = Type.Object({
  format: Format,
  tenant: Type.Optional(Tenant),
  flow: Type.Optional(FlowName),
  stage: Type.Optional(StageName),
  situation: Type.Optional(Situation),
  open: Type.Optional(Type.Boolean({ description: 'true: only open orders; false: only closed ones' })),
  from: Type.Optional(TimeParameter),
  to: Type.Optional(TimeParameter),
  formulas: Type.Optional(
    oneOf(
      csvFormulas,
      'CSV: texts that a spreadsheet would run as a formula get an apostrophe unless they are to be kept',
    ),
  ),
  source: Type.Optional(
    Type.String({ maxLength: 100, description: 'live, imported, or imported:LOG; all of them unless said' }),
  ),
});
export type ExportQuery = Static<typeof ExportQuery>;
