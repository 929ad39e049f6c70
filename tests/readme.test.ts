import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ringMesh, writeStl } from '@ordertrace/geometry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settledJourney } from './support/order-walk.js';
import { repository, startSystem, type System } from './support/system.js';

const run = promisify(execFile);
const knownModel = join(repository, '../shared/data/models/half-donut-binary.stl');

/** The shell block under a heading, with the addresses of a running system. */
function shellBlock(readme: string, heading: string, system: System): string {
  const section = readme.slice(readme.indexOf(`## ${heading}`));
  const block = /```sh\n(.*?)```/s.exec(section)?.[1] ?? '';
  const { shop, mes, server } = system.addresses;
  return block
    .replaceAll('http://127.0.0.1:7101', shop)
    .replaceAll('http://127.0.0.1:7102', mes)
    .replaceAll('http://127.0.0.1:7070', server);
}

describe.each([
  { file: 'README.md', heading: 'Send an order through' },
  { file: 'README.ru.md', heading: 'Провести заказ' },
])('the commands of $file', ({ file, heading }) => {
  let system: System;
  let folder: string;
  beforeAll(async () => {
    system = await startSystem();
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-readme-'));
    const model = join(folder, 'half-donut-binary.stl');
    if (existsSync(knownModel)) await copyFile(knownModel, model);
    else
      await writeFile(
        model,
        writeStl(ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 1.6 }), 'binary'),
      );
  });
  afterAll(async () => {
    await system.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('take an order from placing to closing', async () => {
    const script = shellBlock(await readFile(join(repository, file), 'utf8'), heading, system);
    const { stdout } = await run('bash', ['-c', `${script}\necho; echo "order=$order"`], { cwd: folder });
    const orderId = /order=(\S+)$/.exec(stdout.trim())?.[1] ?? '';
    const journey = await settledJourney(system, orderId);
    expect(journey.order).toMatchObject({ stage: 'CLOSED', tenant_id: 'retail' });
  });
});
