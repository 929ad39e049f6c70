import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const published = ['conventions', 'model', 'privacy', 'api', 'store', 'instrumentation'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-packages-'));
  const chosen = published.flatMap((name) => ['--workspace', `packages/${name}`]);
  await run('npm', ['pack', ...chosen, '--pack-destination', folder], { cwd: root });
  const packed = (await readdir(folder))
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(folder, name));
  await writeFile(join(folder, 'package.json'), '{"name":"consumer","private":true,"type":"module"}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packed], { cwd: folder });
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('packages that others install', () => {
  it('run in a folder outside of the repository', async () => {
    await writeFile(
      join(folder, 'use.js'),
      `import { attribute } from '@ordertrace/conventions';
       import { createGate, defaultPolicy } from '@ordertrace/privacy';
       import { apiClient } from '@ordertrace/api';
       import { createMemoryStore } from '@ordertrace/store';
       import { nanosFromMillis } from '@ordertrace/model';
       import { withOrder } from '@ordertrace/instrumentation';
       const text = createGate(defaultPolicy).scrubText('log.body', 'mail to ada@example.com failed');
       const order = withOrder({ orderId: '48213', tenantId: 'retail' }, () => 'within');
       console.log([attribute.orderId, text, typeof apiClient, typeof createMemoryStore, nanosFromMillis(1), order].join('|'));`,
    );
    const { stdout } = await run(process.execPath, ['use.js'], { cwd: folder });
    expect(stdout.trim()).toBe('order_id|mail to [email] failed|function|function|1000000|within');
  });

  it('start a service with the kit in front', async () => {
    await writeFile(join(folder, 'service.js'), `console.log('served');`);
    const { stdout } = await run(
      process.execPath,
      ['--import', '@ordertrace/instrumentation/register', 'service.js'],
      { cwd: folder, env: { ...process.env, OTEL_SERVICE_NAME: 'packed', OTEL_SDK_DISABLED: 'true' } },
    );
    expect(stdout).toContain('served');
  });

  it('bring their types', async () => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { apiClient } from '@ordertrace/api';
       import { createGate, defaultPolicy, type Gate } from '@ordertrace/privacy';
       import { recordTransition } from '@ordertrace/instrumentation';
       export const gate: Gate = createGate(defaultPolicy);
       export const order = apiClient({ baseUrl: 'http://127.0.0.1:7070/api/v1' }).order({ orderId: '1' });
       // @ts-expect-error: a transition needs its stage.
       recordTransition({ actor: 'customer' });`,
    );
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--types',
      '',
    ];
    const tsc = join(root, 'node_modules/typescript-native/bin/tsc');
    await run(process.execPath, [tsc, ...options, '--ignoreConfig', 'use.ts'], { cwd: folder }).catch(
      (error: unknown) => {
        throw new Error((error as { stdout?: string }).stdout);
      },
    );
  });

  it.each(published)('carry README, licence and no test: %s', async (name) => {
    const files = await readdir(join(folder, 'node_modules/@ordertrace', name));
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'dist', 'package.json']));
    expect(files).not.toContain('test');
  });
});
