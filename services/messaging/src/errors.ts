/** Reason why a message is invalid. A retry does not help, so it becomes a dead letter at once. */
export class InvalidMessageError extends Error {
  readonly code = 'INVALID_MESSAGE';

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'InvalidMessageError';
  }
}

/** The transport could not deliver the message. The same message may be published again later. */
export class PublishError extends Error {
  readonly code = 'NOT_PUBLISHED';
  readonly queue: string;

  constructor(queue: string, problem: string, options?: ErrorOptions) {
    super(`message for ${queue} was not published: ${problem}`, options);
    this.name = 'PublishError';
    this.queue = queue;
  }
}

/** An invalid setting of the transport. The message names the setting and the remedy. */
export class MessagingConfigError extends Error {
  readonly code = 'BAD_MESSAGING_CONFIG';

  constructor(problem: string) {
    super(problem);
    this.name = 'MessagingConfigError';
  }
}

/** What went wrong, as a text for logs and stored reasons. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
