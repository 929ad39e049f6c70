/** Reason why the start can't continue, for the person at the terminal. `wayOut` names the remedy. */
export class LaunchError extends Error {
  readonly code: string;
  readonly wayOut: string;

  constructor(code: string, message: string, wayOut: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LaunchError';
    this.code = code;
    this.wayOut = wayOut;
  }
}

/** Message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
