import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Chosen {
  readonly sources: string;
  readonly without: string;
}

const { sampledLines } = (await import(new URL('../sampled-lines.js', import.meta.url).href)) as {
  sampledLines: (root: string, chosen: Chosen, draw: { sample: string; seed: string }) => string[];
};

it('draws lines with code, each once, the same for a seed', () => {
  const root = mkdtempSync(join(tmpdir(), 'lines-'));
  try {
    mkdirSync(join(root, 'src/samples'), { recursive: true });
    writeFileSync(join(root, 'src/a.ts'), "import b from 'b';\n\n// no\nconst c = 1;\n}\nconst d = 2;\n");
    writeFileSync(join(root, 'src/index.ts'), 'const e = 3;\n');
    writeFileSync(join(root, 'src/samples/f.ts'), 'const f = 4;\n');
    const chosen = { sources: 'src', without: 'src/samples' };
    const lines = sampledLines(root, chosen, { sample: '9', seed: '1' });
    expect([...lines].sort()).toEqual(['src/a.ts:4-4', 'src/a.ts:6-6']);
    expect(sampledLines(root, chosen, { sample: '9', seed: '1' })).toEqual(lines);
    expect(sampledLines(root, chosen, { sample: '1', seed: '7' })).toHaveLength(1);
  } finally {
    rmSync(root, { recursive: true });
  }
});
