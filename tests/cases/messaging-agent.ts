import type { App, SpanHandle, SpanInput, Story, Values } from './story.js';

/** One message as an agent records it. */
export interface MessageInput {
  readonly from?: App;
  readonly to?: App;
  readonly queue: string;
  /** Seconds. */
  readonly at: number;
  readonly under?: SpanHandle;
}

/** The sending of a message, and all that its receipt needs to name it. */
export interface Sent {
  readonly span: SpanHandle;
  readonly queue: string;
  readonly messageId: string;
}

export type ReceiptInput = Partial<SpanInput> & { readonly at: number };

/** How an agent records messages. */
export interface MessagingAgent {
  send(story: Story, message: MessageInput, more?: Partial<SpanInput>): Sent;
  process(story: Story, app: App, sent: Sent, receipt: ReceiptInput): SpanHandle;
}

interface Recording {
  readonly sendName: (queue: string) => string;
  readonly processName: (queue: string) => string;
  readonly sendKind?: SpanInput['kind'];
  /** How the consumer's span names the sender's. */
  readonly by: 'parent' | 'link' | 'id';
  readonly sendValues: (queue: string, messageId: string) => Values;
  readonly processValues: (queue: string, messageId: string) => Values;
  /** Whether the consumer's span names the order: it does where baggage is put on spans. */
  readonly names?: boolean;
}

export function agentOf(recording: Recording): MessagingAgent {
  return {
    send: (story, { from = story.cast.shop, queue, at, under }, more = {}) => {
      const messageId = story.id('message');
      const span = story.span(from, {
        name: recording.sendName(queue),
        kind: recording.sendKind ?? 'producer',
        at,
        lasts: 0.01,
        ...(under === undefined ? {} : { under }),
        ...more,
        attributes: { ...recording.sendValues(queue, messageId), ...more.attributes },
      });
      return { span, queue, messageId };
    },
    process: (story, app, { span, queue, messageId }, receipt) =>
      story.span(app, {
        name: recording.processName(queue),
        kind: 'consumer',
        lasts: 0.3,
        ...(recording.by === 'parent' ? { under: span } : {}),
        ...(recording.by === 'link' ? { links: [span] } : {}),
        ...(recording.names === false ? { names: false as const } : {}),
        ...receipt,
        attributes: { ...recording.processValues(queue, messageId), ...receipt.attributes },
      }),
  };
}
