import { decodeTraces, encodeTraces, spanOf, spanWithOnly } from '@ordertrace/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { span } from './arbitrary.js';
import { storedSpans } from './stored.js';

describe('a span with only some attributes', () => {
  it('is the whole span without its other attributes, and without events unless it failed', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), fc.integer({ min: 0, max: 3 }), (all, every) => {
        for (const stored of storedSpans(decodeTraces(encodeTraces(all), 'protobuf').batch)) {
          const whole = spanOf(stored);
          const keys = new Set([...whole.attributes.keys()].filter((_, i) => i % 4 >= every));
          const attributes = new Map([...whole.attributes].filter(([key]) => keys.has(key)));
          const events = whole.status === 'error' ? whole.events : [];
          expect(spanWithOnly(keys, stored)).toEqual({ ...whole, attributes, events });
        }
      }),
    );
  });
});
