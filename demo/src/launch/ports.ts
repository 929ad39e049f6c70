import { createServer } from 'node:net';
import { LaunchError } from './launch-error.js';
import { portOptions, type Ports } from './options.js';

/** Whether nobody listens there now. Other refusals than "taken" throw. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port of loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Throws `port_taken` that names every taken port and the option that changes it, before anything starts. */
export async function checkPorts(ports: Ports, needed: readonly (keyof Ports)[]): Promise<void> {
  const names = new Map<number, keyof Ports>();
  const complaints: string[] = [];
  for (const name of needed) {
    const port = ports[name];
    const { flag, what } = portOptions[name];
    const other = names.get(port);
    names.set(port, name);
    if (other !== undefined) {
      complaints.push(`Port ${port} is asked for twice: ${portOptions[other].what} and ${what} (${flag}).`);
    } else if (!(await mayListen(port))) {
      complaints.push(`Port ${port} (${what}) is taken or not allowed; another one: ${flag} <port>.`);
    }
  }
  if (complaints.length > 0) {
    throw new LaunchError(
      'port_taken',
      complaints.join('\n'),
      'Free the ports, or give others. Is Ordertrace running already?',
    );
  }
}

async function mayListen(port: number): Promise<boolean> {
  try {
    return await isFree(port);
  } catch {
    return false;
  }
}
