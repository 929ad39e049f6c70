/** What the gate finds in values, and the reasons to remove a key. */
export const detectors = [
  'card',
  'iban',
  'email',
  'phone',
  'inn',
  'snils',
  'ogrn',
  'passport',
  'ssn',
  'account',
  'jwt',
  'private_key',
  'access_key',
  'basic_auth',
  'url_query',
  'sql_literal',
  'credential',
  'person',
  'money',
  'ip_address',
  'unknown_key',
  'too_long',
  'unreadable',
] as const;

export type Detector = (typeof detectors)[number];

/** A part of a text that must be removed, and its replacement. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly detector: Detector;
  /** The replacement; `[detector]` if absent. */
  readonly instead?: string;
}
