import type { Detector } from './detectors.js';
import { kindOfKey } from './key-words.js';
import { scanAts } from './scan-addresses.js';
import { scanGroupedCards } from './scan-numbers.js';

const mostItems = 64;
const longestItem = 64;

/** Finds what only the whole list shows: a number or an address in pieces, or a secret after its name. */
export function hiddenInList(list: readonly unknown[]): Detector | undefined {
  if (list.length < 2 || list.length > mostItems) return undefined;
  const texts = list.map(shortText);
  const pieces = texts.filter((text) => text !== undefined);
  if (pieces.length < 2) return undefined;
  if (scanGroupedCards(pieces.join(' ')).length > 0) return 'card';
  if (pieces.includes('@') && scanAts(pieces.join('')).length > 0) return 'email';
  const isNamed = texts.some(
    (text, at) =>
      text !== undefined && kindOfKey(text) === 'credential' && !/\s/.test(text) && isValue(texts[at + 1]),
  );
  return isNamed ? 'credential' : undefined;
}

function shortText(item: unknown): string | undefined {
  const text = typeof item === 'number' || typeof item === 'bigint' ? String(item) : item;
  return typeof text === 'string' && text.length <= longestItem ? text : undefined;
}

/** Whether the text is a value, not the name of a field. */
function isValue(text: string | undefined): boolean {
  return text !== undefined && text !== '' && kindOfKey(text) === undefined && !/^[a-z_.]+$/i.test(text);
}
