import { readFile } from 'node:fs/promises';
import { FlowFileError, parseAlerts } from '@ordertrace/flow';
import { textsIn, type Language } from '@ordertrace/words';
import type { CommandResult } from './result.js';

/** Checks an alerts file as the server does, without the secrets. The exit code is that of `flow check`. */
export async function checkAlertsFile(file: string, language: Language = 'en'): Promise<CommandResult> {
  const t = textsIn(language);
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, text: '', errors: t('commandFiles.unreadable', { file, reason }) };
  }
  try {
    const { channels } = parseAlerts(content, { fileName: file });
    const lines = channels.map(({ name, type, situations, certainty }) =>
      t(certainty === 'proven' ? 'commandFiles.alerts.provenOnly' : 'commandFiles.alerts.likelyToo', {
        name,
        type,
        situations: situations.join(', '),
      }),
    );
    const text = [t('commandFiles.alerts.good', { file }), ...lines].join('\n');
    return { exitCode: 0, text, errors: '' };
  } catch (error) {
    if (!(error instanceof FlowFileError)) throw error;
    const count = t('commandFiles.mistakes', { count: error.problems.length });
    return { exitCode: 1, text: '', errors: `${error.message}\n${count}` };
  }
}
