import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referencePage } from './support/reference-page.js';
import { testProgram } from './support/test-program.js';

const path = fileURLToPath(new URL('../../../docs/reference/command-line.md', import.meta.url));

it('docs/reference/command-line.md is what the program says; --update writes it', async () => {
  const page = referencePage(testProgram('en').program);
  const text = await format(page, { ...(await resolveConfig(path)), parser: 'markdown' });
  await expect(text).toMatchFileSnapshot(path);
});
