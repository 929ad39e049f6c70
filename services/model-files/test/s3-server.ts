import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface S3Server {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * The S3 server for the tests: `TEST_S3_ENDPOINT`, else moto if it is installed. Undefined if there is none.
 */
export async function startS3Server(): Promise<S3Server | undefined> {
  const given = process.env['TEST_S3_ENDPOINT'];
  if (given !== undefined) return { endpoint: given, stop: () => Promise.resolve() };
  const command = process.env['TEST_MOTO_SERVER'] ?? 'moto_server';
  if (!isInstalled(command)) return undefined;
  const port = await freePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit');
  await Promise.race([answers(endpoint), exited.then(() => Promise.reject(new Error(`${command} ended`)))]);
  return {
    endpoint,
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function answers(endpoint: string): Promise<void> {
  for (;;) {
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await delay(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
