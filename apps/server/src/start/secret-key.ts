import { readOrMakeKey } from '@ordertrace/privacy';
import { ConfigError } from '../config.js';

/** Reads a key from its file, or makes both; names the setting of a file that can't be used. */
export async function readSecretKey(setting: string, file: string): Promise<Buffer> {
  try {
    return await readOrMakeKey(file);
  } catch (error) {
    throw new ConfigError(setting, error instanceof Error ? error.message : String(error));
  }
}
