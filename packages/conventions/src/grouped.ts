/**
 * Groups items by key. Groups and items keep the sequence of the input.
 *
 * @example
 * grouped(['apple', 'avocado', 'beet'], (name) => name[0]); // a: apple, avocado; b: beet
 */
export function grouped<K, T>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
