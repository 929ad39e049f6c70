import { readFile } from 'node:fs/promises';
import { FlowFileError, parseAlerts } from '@ordertrace/flow';
import type { CommandResult } from './result.js';

/** Checks an alerts file as the server does, without the secrets. The exit code is that of `flow check`. */
export async function checkAlertsFile(file: string): Promise<CommandResult> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, text: '', errors: `${file} can't be read: ${reason}` };
  }
  try {
    const { channels } = parseAlerts(content, { fileName: file });
    const told = channels.map(
      ({ name, type, situations, certainty }) =>
        `${name}: ${type}, notified of ${situations.join(', ')}; ${certainty === 'proven' ? 'only proven verdicts' : 'likely verdicts too'}`,
    );
    return { exitCode: 0, text: [`${file} is a good alerts file.`, ...told].join('\n'), errors: '' };
  } catch (error) {
    if (!(error instanceof FlowFileError)) throw error;
    const count = error.problems.length === 1 ? '1 mistake' : `${error.problems.length} mistakes`;
    return { exitCode: 1, text: '', errors: `${error.message}\n${count}` };
  }
}
