import { TextTable, type AttributeValue } from '@ordertrace/model';
import { isCard, mayHoldPersonalPath, stopped, trait, traitsOfUtf8, type Gate } from '@ordertrace/privacy';
import { valueTag } from '../wire/tags.js';
import { KeptFields } from './kept-fields.js';
import type { Scrub, ScrubField, ScrubVerdict } from './scrub.js';

const mostKeys = 4096;
const shortText = 0x80;

/** Conditions under which the gate inspects a value. Without traits, it always does. */
interface Look {
  readonly traits: number;
  readonly isPath: boolean;
}

const anyTrait = 0x1ff;
const always: Look = { traits: 0, isPath: true };
const text: Look = { traits: anyTrait, isPath: true };
const machine: Look = { traits: anyTrait & ~trait.dotted, isPath: true };
const route: Look = { traits: anyTrait & ~trait.dotted, isPath: false };
const id: Look = { traits: anyTrait & ~(trait.dotted | trait.someDigits), isPath: false };

/**
 * Texts that are always inspected, with digits or without: statements and queries lose their values in any
 * case.
 */
const alwaysLook = new Set(['sql', 'query']);

/**
 * Passes all decoded texts and values through a privacy gate. Nearly all are clean: they are checked by their
 * bytes, without decoding.
 */
export function scrubWith(gate: Gate): Scrub {
  let keys = new TextTable();
  /** By key number: the conditions under which the gate inspects a text. */
  let known: Look[] = [];

  function lookOf(field: ScrubField): Look {
    if (!field.isAttribute) return text;
    if (keys.texts.length > mostKeys) {
      keys = new TextTable();
      known = [];
    }
    const index = keys.indexOfUtf8(field.bytes, field.keyStart, field.keyEnd);
    return (known[index] ??= lookOfKey(keys.texts[index] ?? ''));
  }

  function lookOfKey(key: string): Look {
    const rule = gate.rule(key);
    if (rule.may !== 'stay' || rule.isPeer || alwaysLook.has(rule.form)) return always;
    if (rule.form === 'id') return id;
    if (rule.form === 'route') return route;
    return rule.form === 'text' ? text : machine;
  }

  const scrub = (field: ScrubField) => {
    const how = lookOf(field);
    if (isCleanAtAGlance(field, how)) return 'keep';
    return how === id ? lookAtId(gate, field) : look(gate, field);
  };
  return Object.assign(scrub, { kept: new KeptFields() });
}

function isCleanAtAGlance(field: ScrubField, { traits, isPath }: Look): boolean {
  const { bytes, isText, valueStart, valueEnd } = field;
  if (traits === 0) return false;
  const isClean = (start: number) =>
    (traitsOfUtf8(bytes, start, valueEnd) & traits) === 0 &&
    !(isPath && mayHoldPersonalPath(bytes, start, valueEnd));
  if (isText) return valueEnd - valueStart < shortText && isClean(valueStart);
  const tag = bytes[valueStart];
  // A whole number of up to four bytes is below 2^28.
  if (tag === valueTag.int) return valueEnd - valueStart <= 5;
  if (tag === valueTag.bool) return valueEnd - valueStart === 2;
  const length = valueEnd - valueStart - 2;
  const isShortText = tag === valueTag.text && length < shortText && bytes[valueStart + 1] === length;
  return isShortText && isClean(valueStart + 2);
}

function lookAtId(gate: Gate, field: ScrubField): ScrubVerdict {
  const value = field.value();
  const kept = gate.scrubAttribute(field.place, field.key(), value, field.tenant());
  if (kept === stopped) return 'drop';
  // An ID that looks like a card is kept for this tenant only, so its bytes must not be cached as kept.
  const isOfTenant = typeof value !== 'string' || isCard(value);
  return kept === value && !isOfTenant ? 'keep' : { value: kept as AttributeValue };
}

function look(gate: Gate, field: ScrubField): ScrubVerdict {
  const value = field.value();
  const kept = field.isAttribute
    ? gate.scrubAttribute(field.place, field.key(), value)
    : gate.scrubValue(field.place, value);
  if (kept === stopped) return 'drop';
  return kept === value ? 'keep' : { value: kept as AttributeValue };
}
