import type { App, SpanHandle, SpanInput, Story } from './story.js';

/** A statement of a service on its database. */
export function statement(
  story: Story,
  app: App,
  input: Partial<SpanInput> & { readonly at: number },
): SpanHandle {
  return story.span(app, {
    name: 'UPDATE orders',
    kind: 'client',
    lasts: 0.02,
    ...input,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': 'UPDATE', ...input.attributes },
  });
}
