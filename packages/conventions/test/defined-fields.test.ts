import { expect, it } from 'vitest';
import { definedFields } from '../src/index.js';

it('copies every field but those that are undefined', () => {
  const fields = { text: '', zero: 0, no: false, nothing: null, absent: undefined };
  expect(definedFields(fields)).toStrictEqual({ text: '', zero: 0, no: false, nothing: null });
  expect(fields).toHaveProperty('absent');
});
