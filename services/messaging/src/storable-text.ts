/** What is wrong with a text that PostgreSQL can't store. */
export const unstorableReason = 'must not hold the character NUL or half of a surrogate pair';

/** A way to a text in a value: names of fields and places in lists. */
export type FieldPath = readonly string[];

/**
 * The first text that PostgreSQL can't store: one that holds NUL, or half of a surrogate pair. Names of fields count,
 * too; `undefined` where all can be stored.
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

/** A value inside of another one; a chain, since values may nest as deep as a body is long. */
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

/** What JSON, paths and query strings hold, and no body that is a stream or bytes. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !ArrayBuffer.isView(value) && !(Symbol.asyncIterator in value);
}
