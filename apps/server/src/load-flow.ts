import { readFile } from 'node:fs/promises';
import { manufacturerFlow, parseFlow } from '@ordertrace/flow';
import type { Flow } from '@ordertrace/model';
import { ConfigError } from './config.js';

/** @throws ConfigError when the file can't be read; what is wrong inside it comes as the flow reader's own error */
export async function loadFlow(file: string | undefined): Promise<Flow> {
  if (file === undefined) return manufacturerFlow();
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError('ORDERTRACE_FLOW', `${file} can't be read: ${String(error)}`);
  });
  return parseFlow(text, { fileName: file });
}
