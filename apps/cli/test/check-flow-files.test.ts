import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manufacturerFlowText } from '@ordertrace/flow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFlowFiles } from '../src/flow/check-flow-files.js';

describe('ordertrace flow check', () => {
  let folder: string;
  const fileOf = async (text: string): Promise<string> => {
    const file = join(folder, 'flow.yaml');
    await writeFile(file, text);
    return file;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-flow-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes the shipped flow', async () => {
    const result = await checkFlowFiles([await fileOf(manufacturerFlowText())]);
    expect(result).toMatchObject({ exitCode: 0, errors: '' });
    expect(result.text).toContain('flow manufacturer');
    expect(result.text).toContain('11 stages');
  });

  it('names the line of every mistake', async () => {
    const file = await fileOf(
      manufacturerFlowText().replace('within: 1 hour', 'within: soon').replace('Mon-Fri', 'Mon-Fry'),
    );
    const result = await checkFlowFiles([file]);
    expect(result).toMatchObject({ exitCode: 1, text: '' });
    const lines = result.errors.split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(0, 2)) expect(line).toMatch(/^.*flow\.yaml:\d+:\d+: /);
    expect(lines[2]).toBe('2 mistakes');
  });

  it('takes a folder of flows that fit together, and tells those that do not', async () => {
    const flows = join(folder, 'flows');
    await mkdir(flows);
    await writeFile(join(flows, 'usual.yaml'), manufacturerFlowText());
    const repairs = manufacturerFlowText().replace(
      'name: manufacturer',
      'name: repairs\nfor: { tenant: acme }',
    );
    await writeFile(join(flows, 'repairs.yaml'), repairs);
    const good = await checkFlowFiles([flows]);
    expect(good).toMatchObject({ exitCode: 0, errors: '' });
    expect(good.text).toContain('flow repairs');
    expect(good.text).toContain('for orders with tenant acme');
    expect(good.text).toContain('for all orders that no other flow claims');
    const third = await fileOf(repairs.replace('name: repairs', 'name: service'));
    const clash = await checkFlowFiles([flows, third]);
    expect(clash).toMatchObject({ exitCode: 1, text: '' });
    expect(clash.errors).toMatch(/flow\.yaml:3:1: .*rank.*\n1 mistake$/);
    expect((await checkFlowFiles([third])).exitCode).toBe(0);
  });

  it('says so where there is no such file', async () => {
    const result = await checkFlowFiles([join(folder, 'none.yaml')]);
    expect(result.exitCode).toBe(2);
    expect(result.errors).toContain('none.yaml');
  });
});
