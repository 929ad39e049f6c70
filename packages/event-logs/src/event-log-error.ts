export const eventLogErrorCodes = [
  'not_an_event_log',
  'format_unknown',
  'file_damaged',
  'file_too_large',
  'value_too_long',
  'too_many_columns',
  'too_many_open',
  'encoding_unknown',
  'separator_unknown',
  'column_missing',
  'column_ambiguous',
  'column_unknown',
  'object_type_unknown',
  'object_type_ambiguous',
  'date_order_unknown',
  'bad_option',
] as const;
export type EventLogErrorCode = (typeof eventLogErrorCodes)[number];

/** A file that can't be read as an event log, or an invalid option for it. The message names the remedy. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  readonly code: EventLogErrorCode;
  /** The option to state or change; absent if the file itself is invalid. */
  readonly option: string | undefined;

  constructor(code: EventLogErrorCode, message: string, details: { option?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.option = details.option;
  }
}
