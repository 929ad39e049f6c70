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

/** A file, or what the caller said of it, that can't be read as an event log. The message says the way out. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  readonly code: EventLogErrorCode;
  /** The option to state or change; absent where the file itself is at fault. */
  readonly option: string | undefined;

  constructor(code: EventLogErrorCode, message: string, details: { option?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.option = details.option;
  }
}
