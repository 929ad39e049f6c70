import { readFileSync } from 'node:fs';
import { parseFlow } from '@ordertrace/flow';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../../docs/reference/flow-file.md', import.meta.url), 'utf8');

describe('the reference of the flow file', () => {
  it('shows a file that can be read', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const flow = parseFlow(example, { fileName: 'flow-file.md' });
    expect(flow.name).toBe('furniture');
    expect(flow.learn).toHaveLength(2);
  });

  it('names every key', () => {
    const message = ((): string => {
      try {
        parseFlow(
          'x: 1\nfor: { x: 1 }\nstages: { A: { x: 1 } }\ncalendar: { x: 1 }\nmessages: { x: 1 }\nlearn: [{ x: 1 }]\nretention: { x: 1, healthy: { x: 1 } }',
          {
            fileName: 'x',
          },
        );
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    const keys = [...message.matchAll(/Unknown key .*: use one of (.*)\./g)].flatMap((match) =>
      (match[1] ?? '').split(', '),
    );
    expect(keys.length).toBeGreaterThan(25);
    for (const key of keys) expect(page, key).toContain(`\`${key}\``);
  });
});
