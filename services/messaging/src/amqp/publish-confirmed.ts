import type { Options } from 'amqplib';
import { cloudEventMediaType, type CloudEvent } from '../cloud-event.js';
import { PublishError } from '../errors.js';
import type { Session } from './session.js';

interface Outgoing {
  readonly queue: string;
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly withinMs: number;
  readonly messageId: string;
}

type Publishing = Pick<Session, 'publisher' | 'ended'>;

/** Resolves when the broker has stored the message in the queue. Rejects with `PublishError`. */
export async function publishConfirmed(session: Publishing, outgoing: Outgoing): Promise<void> {
  const { queue, withinMs } = outgoing;
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('the broker did not confirm in time'), withinMs);
  });
  try {
    const problem = await Promise.race([send(session, outgoing), session.ended, timeOver]);
    if (problem !== undefined) throw new PublishError(queue, problem);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the problem, or with undefined when the message is confirmed. */
function send({ publisher }: Publishing, outgoing: Outgoing): Promise<string | undefined> {
  const { queue, content, headers, messageId } = outgoing;
  const options: Options.Publish = {
    persistent: true,
    contentType: cloudEventMediaType,
    headers,
    messageId,
  };
  return new Promise((resolve) => {
    try {
      publisher.sendToQueue(queue, content, options, (error: unknown) => {
        resolve(error === null || error === undefined ? undefined : problemOf(error));
      });
    } catch (error) {
      resolve(problemOf(error));
    }
  });
}

/** Trace and order are also headers, for consumers that support OpenTelemetry but not CloudEvents. */
export function eventHeaders(event: CloudEvent): Record<string, string> {
  return {
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    ...(event.tracestate !== undefined && { tracestate: event.tracestate }),
    ...(event.baggage !== undefined && { baggage: event.baggage }),
  };
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the broker refused it';
}
