import { readFile } from 'node:fs/promises';
import {
  flowFilesOf,
  FlowFileError,
  flowsOfFiles,
  FlowSetError,
  readFlowFile,
  type FlowOfFile,
} from '@ordertrace/flow';
import { textsIn, type Language, type Texts } from '@ordertrace/words';
import type { CommandResult } from '../result.js';
import { flowSummary } from './flow-summary.js';

/** Result of one file. */
type Found = { readonly file: FlowOfFile } | { readonly mistakes: readonly string[] };

/**
 * Reads flow files as the server does: one, or several files and folders together. Ends with 0 if they are
 * valid. Ends with 1 and one line for each mistake: `file:line:column: mistake and remedy`. Ends with 2 if a
 * file can't be read.
 */
export async function checkFlowFiles(
  paths: readonly string[],
  language: Language = 'en',
): Promise<CommandResult> {
  const t = textsIn(language);
  const texts: [fileName: string, text: string][] = [];
  try {
    for (const file of await flowFilesOf(paths)) texts.push([file, await readFile(file, 'utf8')]);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error), t);
  }
  if (texts.length === 0) return unreadable(t('commandFlow.check.noFile', { paths: paths.join(', ') }), t);
  const found = texts.map(([fileName, text]) => check(fileName, text));
  const files = found.flatMap((one) => ('file' in one ? [one.file] : []));
  const mistakes = found.flatMap((one) => ('mistakes' in one ? one.mistakes : []));
  if (texts.length > 1 && mistakes.length === 0) mistakes.push(...conflicts(files));
  if (mistakes.length > 0) {
    const count = t('commandFiles.mistakes', { count: mistakes.length });
    return { exitCode: 1, text: '', errors: [...mistakes, count].join('\n') };
  }
  return { exitCode: 0, text: files.map((file) => flowSummary(file, t)).join('\n\n'), errors: '' };
}

function unreadable(reason: string, t: Texts): CommandResult {
  return { exitCode: 2, text: '', errors: t('commandFlow.check.unreadable', { reason }) };
}

function check(fileName: string, text: string): Found {
  try {
    return { file: readFlowFile(text, { fileName }) };
  } catch (error) {
    if (error instanceof FlowFileError) return { mistakes: error.message.split('\n') };
    throw error;
  }
}

function conflicts(files: readonly FlowOfFile[]): readonly string[] {
  try {
    flowsOfFiles(files);
    return [];
  } catch (error) {
    if (error instanceof FlowSetError) return error.message.split('\n');
    throw error;
  }
}
