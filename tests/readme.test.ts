import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settledJourney } from './support/order-walk.js';
import { repository, startSystem, type System } from './support/system.js';

const run = promisify(execFile);

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
  { file: 'README.ru.md', heading: 'Оформить пробный заказ' },
])('the commands of $file', ({ file, heading }) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.dispose());

  it('take an order from placing to closing', async () => {
    const script = shellBlock(await readFile(join(repository, file), 'utf8'), heading, system);
    const { stdout } = await run('bash', ['-c', `${script}\necho; echo "order=$order"`], { cwd: repository });
    const orderId = /order=(\S+)$/.exec(stdout.trim())?.[1] ?? '';
    const journey = await settledJourney(system, orderId);
    expect(journey.order).toMatchObject({ stage: 'CLOSED', tenant_id: 'retail' });
  });
});
