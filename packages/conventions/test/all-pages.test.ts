import { allPages } from '@ordertrace/conventions';
import { expect, it } from 'vitest';

/** A list of three pages, as the store (`undefined`) or the API (`null`) ends it. */
function listOf(end: undefined | null) {
  const asked: (string | undefined)[] = [];
  const nexts: Record<string, string | undefined | null> = { first: 'b', b: 'c', c: end };
  const read = ({ cursor }: { readonly cursor?: string }) => {
    asked.push(cursor);
    const next = nexts[cursor ?? 'first'];
    return Promise.resolve(next === undefined ? {} : { next });
  };
  return { asked, read };
}

it.each([undefined, null])('reads every page by the cursor of the one before, to the end %s', async (end) => {
  const { asked, read } = listOf(end);
  const pages = [];
  for await (const page of allPages(read)) pages.push(page);
  expect(asked).toEqual([undefined, 'b', 'c']);
  expect(pages).toHaveLength(3);
});

it('reads no page after the last one that is used', async () => {
  const { asked, read } = listOf(null);
  for await (const page of allPages(read)) if (page.next === 'b') break;
  expect(asked).toEqual([undefined]);
});
