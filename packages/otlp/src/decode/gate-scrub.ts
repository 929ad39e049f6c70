import { TextTable, type AttributeValue } from '@ordertrace/model';
import { stopped, traitsOfUtf8, type Gate } from '@ordertrace/privacy';
import { valueTag } from '../wire/tags.js';
import { KeptFields } from './kept-fields.js';
import type { Scrub, ScrubField, ScrubVerdict } from './scrub.js';

const mostKeys = 4096;
const shortText = 0x80;

/** Texts that are read to their end, digits or not: statements and queries lose what they hold in any case. */
const alwaysLook = new Set(['sql', 'query']);

/**
 * Passes all that is decoded through a privacy gate. Values that are clean at a glance, nearly all of them,
 * are judged by their bytes and make no strings.
 */
export function scrubWith(gate: Gate): Scrub {
  let keys = new TextTable();
  /** By the key's number: 1 where a clean text may stay as it is, 2 where the gate has to look at all. */
  let known: number[] = [];

  function lookOf(field: ScrubField): number {
    if (!field.isAttribute) return 1;
    if (keys.texts.length > mostKeys) {
      keys = new TextTable();
      known = [];
    }
    const index = keys.indexOfUtf8(field.bytes, field.keyStart, field.keyEnd);
    return (known[index] ??= lookOfKey(keys.texts[index] ?? ''));
  }

  function lookOfKey(key: string): number {
    const rule = gate.rule(key);
    return rule.may === 'stay' && !rule.isPeer && !alwaysLook.has(rule.form) ? 1 : 2;
  }

  const scrub = (field: ScrubField) =>
    lookOf(field) === 1 && isCleanAtAGlance(field) ? 'keep' : look(gate, field);
  return Object.assign(scrub, { kept: new KeptFields() });
}

function isCleanAtAGlance({ bytes, isText, valueStart, valueEnd }: ScrubField): boolean {
  if (isText) return valueEnd - valueStart < shortText && traitsOfUtf8(bytes, valueStart, valueEnd) === 0;
  const tag = bytes[valueStart];
  // A whole number of up to four bytes is below 2^28.
  if (tag === valueTag.int) return valueEnd - valueStart <= 5;
  if (tag === valueTag.bool) return valueEnd - valueStart === 2;
  const length = valueEnd - valueStart - 2;
  const isShortText = tag === valueTag.text && length < shortText && bytes[valueStart + 1] === length;
  return isShortText && traitsOfUtf8(bytes, valueStart + 2, valueEnd) === 0;
}

function look(gate: Gate, field: ScrubField): ScrubVerdict {
  const value = field.value();
  const kept = field.isAttribute
    ? gate.scrubAttribute(field.place, field.key(), value)
    : gate.scrubValue(field.place, value);
  if (kept === stopped) return 'drop';
  return kept === value ? 'keep' : { value: kept as AttributeValue };
}
