import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  flowFilesOf,
  flowsOfFiles,
  FlowSetError,
  manufacturerFlowText,
  parseFlow,
  readFlowFile,
  type FlowFileError,
} from '@ordertrace/flow';
import { describe, expect, it } from 'vitest';

const flowText = (name: string, claim = '') => `name: ${name}
${claim}
start: [ASKED]
end: [RETURNED]
stages:
  ASKED: { owner: repair-desk, waits_for: operator, within: 2 days, next: [RETURNED] }
  RETURNED:
`;
const file = (name: string, claim?: string) =>
  readFlowFile(flowText(name, claim), { fileName: `${name}.yaml` });
const mistakes = (text: string): readonly string[] => {
  try {
    parseFlow(text, { fileName: 'x.yaml' });
    return [];
  } catch (error) {
    return (error as FlowFileError).problems.map(({ line, message }) => `${line}: ${message}`);
  }
};
const conflicts = (...files: ReturnType<typeof file>[]): readonly string[] => {
  try {
    flowsOfFiles(files);
    return [];
  } catch (error) {
    return error instanceof FlowSetError ? error.message.split('\n') : [String(error)];
  }
};

describe('for, in a flow file', () => {
  it('says whose orders the flow is for', () => {
    const claim =
      'for: { rank: 2, tenant: acme, service: [desk, bench], stage: ASKED, attributes: { kind: [a, b], x: c } }';
    expect(parseFlow(flowText('repairs', claim), { fileName: 'x' }).claim).toEqual({
      rank: 2,
      tenants: ['acme'],
      services: ['desk', 'bench'],
      stages: ['ASKED'],
      attributes: { kind: ['a', 'b'], x: ['c'] },
    });
    expect(parseFlow(flowText('repairs'), { fileName: 'x' })).not.toHaveProperty('claim');
  });

  it.each([
    ['for: acme', /^2: for says which orders/],
    ['for:', /^2: for says which orders/],
    ['for: { rank: 1 }', /^2: for needs a condition for orders/],
    ['for: { tenant: acme, rank: first }', /^2: .*whole number/],
    ['for: { stage: [PACKED] }', /^2: "PACKED" is not understood: name a stage of this flow/],
    ['for: { tenant: beta, tenants: [acme] }', /^2: Unknown key "tenants" in for: use one of rank, tenant/],
  ])('%s is told with its line', (claim, told) => {
    expect(mistakes(flowText('repairs', claim))[0]).toMatch(told);
  });
});

it('slow_is_problem says whether slow orders are problems', () => {
  const read = (line: string) => parseFlow(flowText('repairs', line), { fileName: 'x' }).slowIsProblem;
  expect([read('slow_is_problem: yes'), read('slow_is_problem: no'), read('')]).toEqual([
    true,
    undefined,
    undefined,
  ]);
  expect(mistakes(flowText('repairs', 'slow_is_problem: often'))[0]).toMatch(/^2: "often".*yes or no/);
});

describe('flow files side by side', () => {
  const usual = readFlowFile(manufacturerFlowText(), { fileName: 'usual.yaml' });

  it('are taken where it is clear whose each order is', () => {
    const repairs = file('repairs', 'for: { tenant: acme }');
    expect(flowsOfFiles([usual, repairs]).all.map(({ name }) => name)).toEqual(['repairs', 'manufacturer']);
    expect(conflicts(usual)).toEqual([]);
  });

  it('are refused with file, line and the way out', () => {
    const acme = file('acme', 'for: { tenant: acme }');
    const desk = file('desk', 'for: { service: desk }');
    expect(conflicts(usual, acme, desk)).toEqual([expect.stringMatching(/^desk\.yaml:2:1: .*acme.*rank/)]);
    expect(conflicts(usual, acme, file('acme', 'for: { tenant: beta }'))).toEqual([
      expect.stringMatching(/^acme\.yaml:1:1: acme\.yaml has a flow of the name acme too/),
    ]);
    expect(conflicts(usual, file('other'))).toEqual([
      expect.stringMatching(/^other\.yaml:1:1: .*for: \{ tenant/),
    ]);
    expect(conflicts(acme)).toEqual([expect.stringMatching(/^acme\.yaml:2:1: .*leave for out/)]);
  });

  it('are found in folders by name, and each once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ordertrace-flows-'));
    try {
      await mkdir(join(folder, 'more'));
      const names = ['b.yaml', 'a.yml', 'notes.txt', 'more/c.yaml'];
      await Promise.all(names.map((name) => writeFile(join(folder, name), '')));
      const [a, b, c] = ['a.yml', 'b.yaml', 'more/c.yaml'].map((name) => join(folder, name));
      expect(await flowFilesOf([folder])).toEqual([a, b]);
      expect(await flowFilesOf([b!, folder, c!])).toEqual([b, a, c]);
      await expect(flowFilesOf([join(folder, 'none.yaml')])).rejects.toThrow('none.yaml');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
