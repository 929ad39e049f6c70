/** All of a stream, each item turned by `map`. */
export async function collect<T, U>(items: AsyncIterable<T>, map: (item: T) => U): Promise<U[]> {
  const collected: U[] = [];
  for await (const item of items) collected.push(map(item));
  return collected;
}
