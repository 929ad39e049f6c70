import { LaunchError } from '../process/launch-error.js';
import { isFree } from '../process/ports.js';
import { portOptions, type Ports } from './options.js';

/**
 * Checks the ports before anything starts. Throws `port_taken`, which names every taken port and the option
 * that changes it.
 */
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
