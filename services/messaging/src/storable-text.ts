/** Reason why PostgreSQL can't store a text. */
export const unstorableReason = 'must not hold the character NUL or half of a surrogate pair';

/** Path of a text in a value: field names and list positions. */
export type FieldPath = readonly string[];

/**
 * Path of the first text that PostgreSQL can't store: one with NUL, or with half of a surrogate pair. Names
 * of fields count, too. Undefined if everything can be stored.
 */
export function unstorableText(value: unknown): FieldPath | undefined {
  const left: Place[] = [{ value, name: '', parent: undefined }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const { value: one } = place;
    if (typeof one === 'string' && !isStorable(one)) return pathTo(place);
    if (!isPlain(one)) continue;
    for (const [name, inner] of Object.entries(one)) {
      if (!isStorable(name)) return pathTo(place);
      left.push({ value: inner, name, parent: place });
    }
  }
  return undefined;
}

/** A value inside another one. A linked chain, because values may nest as deep as a body is long. */
interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Place | undefined;
}

function pathTo(place: Place): FieldPath {
  const path: string[] = [];
  for (let at = place; at.parent !== undefined; at = at.parent) path.push(at.name);
  return path.toReversed();
}

function isStorable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** True for values of JSON, paths and query strings; false for a body that is a stream or bytes. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !ArrayBuffer.isView(value) && !(Symbol.asyncIterator in value);
}
