import { expect, it } from 'vitest';
import { parseOptions } from '../src/launch/options.js';
import { welcome } from '../src/launch/screen.js';

const empty = parseOptions(['--empty']);

it.each([
  ['a first start without a demonstration', empty, false, 'Nothing is in it yet'],
  ['a later start on the orders from before', empty, true, 'take any order from the list'],
  ['a start with a demonstration', parseOptions([]), false, 'take any order from the list'],
] as const)('shows what to try first after %s', (_, options, hasOrders, text) => {
  expect(welcome(options, { hasOrders })).toContain(text);
});
