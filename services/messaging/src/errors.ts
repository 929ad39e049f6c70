/** Why a message can't be used; retrying won't help, so it goes to the dead letters at once. */
export class InvalidMessageError extends Error {
  readonly code = 'INVALID_MESSAGE';

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'InvalidMessageError';
  }
}

/** The transport could not hand the message over; the same message may be published again later. */
export class PublishError extends Error {
  readonly code = 'NOT_PUBLISHED';
  readonly queue: string;

  constructor(queue: string, problem: string, options?: ErrorOptions) {
    super(`message for ${queue} was not published: ${problem}`, options);
    this.name = 'PublishError';
    this.queue = queue;
  }
}

/** A setting of the transport that can't be used; it names the setting and the way out. */
export class MessagingConfigError extends Error {
  readonly code = 'BAD_MESSAGING_CONFIG';

  constructor(problem: string) {
    super(problem);
    this.name = 'MessagingConfigError';
  }
}
