import type { Cast } from './cast.js';
import type { Story } from './story.js';

/** The flow file of a run: a shop's orders, with what the stories say of their queues. */
export function flowOf(cast: Cast, stories: readonly Story[]): string {
  const receivers = stories.flatMap(({ flow }) => [...flow.receivers]);
  const deadLetters = stories.flatMap(({ flow }) => flow.deadLetters);
  const optional = stories.flatMap(({ flow }) => flow.optional);
  const { shop, billing, shipping } = cast;
  return `
name: cases
start: [PLACED]
end: [DONE, CANCELLED]
stages:
  PLACED: { owner: ${shop.name}, waits_for: machine, within: 30 days, next: [PAID, CANCELLED] }
  PAID: { owner: ${billing.name}, waits_for: machine, within: 30 days, next: [SHIPPED, CANCELLED] }
  SHIPPED: { owner: ${shipping.name}, waits_for: carrier, within: 30 days, next: [DONE] }
  DONE:
  CANCELLED:
messages:
  within: 1 minute
  receivers: {${receivers.map(([queue, services]) => ` '${queue}': [${services.join(', ')}]`).join(',')} }
  optional: [${optional.map((queue) => `'${queue}'`).join(', ')}]
  dead_letters: [${deadLetters.map((queue) => `'${queue}'`).join(', ')}]
requests: { within: 1 minute }
item: order.line
`;
}
