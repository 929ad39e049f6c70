import type { ApiError } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import type { ServerAddress } from './server-address.js';

/** The output of a command, and the exit code of the process. */
export interface CommandResult {
  readonly exitCode: number;
  /** For standard output. */
  readonly text: string;
  /** For standard error. */
  readonly errors: string;
}

export function succeeded(text: string): CommandResult {
  return { exitCode: 0, text, errors: '' };
}

export function failed(errors: string): CommandResult {
  return { exitCode: 1, text: '', errors };
}

/** Result of a command that the server refused or did not answer. */
export function failedBy(error: ApiError, { server, language = 'en' }: ServerAddress): CommandResult {
  const { code, message } = error;
  return failed(
    code === 'unreachable' ? textsIn(language)('commandLine.unreachable', { address: server }) : message,
  );
}
