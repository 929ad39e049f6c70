/** What a command says, and how the process is to end. */
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
