import { ConfigError } from '../config.js';

/** Listens on a port; names the setting of a port that is taken. */
export async function listening<T>(key: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (error instanceof Error && error.message.includes('EADDRINUSE')) {
      throw new ConfigError(key, `port ${port} is taken by another program. Set ${key} to a free port.`);
    }
    throw error;
  }
}
