/** A part of a list, with the cursor of the next part. */
interface Page {
  readonly next?: string | null;
}

/**
 * All pages of a list, from the first one. Each is read when it is needed.
 *
 * @example
 * for await (const { facts } of allPages((from) => store.facts({ limit: 1000, ...from }))) note(facts);
 */
export async function* allPages<T extends Page>(
  read: (from: { readonly cursor?: string }) => Promise<T>,
): AsyncGenerator<T> {
  let page = await read({});
  for (;;) {
    yield page;
    if (page.next === undefined || page.next === null) return;
    page = await read({ cursor: page.next });
  }
}
