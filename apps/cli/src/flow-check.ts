import { readFile } from 'node:fs/promises';
import {
  flowFilesOf,
  FlowFileError,
  flowsOfFiles,
  FlowSetError,
  readFlowFile,
  type FlowOfFile,
} from '@ordertrace/flow';
import type { Flow, FlowClaim } from '@ordertrace/model';
import type { CommandResult } from './result.js';

/** Result of one file. */
type Found = { readonly file: FlowOfFile } | { readonly mistakes: readonly string[] };

/**
 * Reads flow files as the server does: one, or several files and folders together. Ends with 0 if they are
 * valid. Ends with 1 and one line for each mistake: `file:line:column: mistake and remedy`. Ends with 2 if a
 * file can't be read.
 */
export async function checkFlowFiles(paths: readonly string[]): Promise<CommandResult> {
  const texts: [fileName: string, text: string][] = [];
  try {
    for (const file of await flowFilesOf(paths)) texts.push([file, await readFile(file, 'utf8')]);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
  if (texts.length === 0) return unreadable(`${paths.join(', ')} has no .yaml file`);
  const found = texts.map(([fileName, text]) => check(fileName, text));
  const files = found.flatMap((one) => ('file' in one ? [one.file] : []));
  const mistakes = found.flatMap((one) => ('mistakes' in one ? one.mistakes : []));
  const isAlone = texts.length === 1;
  if (!isAlone && mistakes.length === 0) mistakes.push(...conflicts(files));
  if (mistakes.length > 0) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    return { exitCode: 1, text: '', errors: [...mistakes, count].join('\n') };
  }
  return { exitCode: 0, text: files.map(summary).join('\n\n'), errors: '' };
}

function unreadable(reason: string): CommandResult {
  return { exitCode: 2, text: '', errors: `No flow file can be read: ${reason}` };
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

function summary({ fileName, flow }: FlowOfFile): string {
  const { name, stages, start, end, learn, coverage } = flow;
  return [
    `${fileName} is a good flow file.`,
    `flow ${name}, coverage ${coverage}: ${stages.length} stages, from ${start.join(' or ')} to ${end.join(' or ')}`,
    `${stages.filter((stage) => stage.deadline !== undefined).length} stages with a deadline, ${learn.length} learn rules`,
    `for ${whose(flow)}`,
  ].join('\n');
}

function whose({ claim }: Flow): string {
  return claim === undefined ? 'all orders that no other flow claims' : `orders with ${conditions(claim)}`;
}

function conditions({ tenants, services, stages, attributes }: FlowClaim): string {
  const texts = [
    ...condition('tenant', tenants),
    ...condition('service', services),
    ...condition('stage', stages),
    ...Object.entries(attributes).flatMap(([key, values]) => condition(key, values)),
  ];
  return texts.join(', ');
}

function condition(name: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined ? [] : [`${name} ${values.join(' or ')}`];
}
