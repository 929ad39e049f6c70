import { agents } from './agents.js';
import { httpCall, httpServed } from './http-spans.js';
import type { App, SpanHandle, SpanInput, Story } from './story.js';

const kafka = agents['kafka-java'];

/** Past orders whose messages were taken as usual. */
export function messagesBefore(story: Story, queue: string): void {
  story.before(8, (past) => {
    const sent = kafka.send(past, { queue, at: 1, under: past.placed() });
    kafka.process(past, past.cast.billing, sent, { at: 2 });
  });
}

/** Past orders whose requests the stock service got as usual. */
export function requestsBefore(story: Story, host: string): void {
  story.before(8, (past) => {
    const call = httpCall(past, { host, path: '/reserve', at: 1, under: past.placed(), status: 200 });
    httpServed(past, past.cast.stock, { at: 1.02, route: '/reserve', under: call });
  });
}

export interface WorkInput extends Partial<SpanInput> {
  readonly at: number;
  readonly app?: App;
  readonly queue?: string;
}

/** A message of the order's placing, taken by billing; gives the consumer's span. */
export function workOnMessage(
  story: Story,
  { at, app = story.cast.billing, queue, ...more }: WorkInput,
): SpanHandle {
  const place = queue ?? story.place();
  messagesBefore(story, place);
  const sent = kafka.send(story, { queue: place, at: at - 1, under: story.placed() });
  return kafka.process(story, app, sent, { at, ...more });
}
