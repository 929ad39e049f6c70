import { readFile } from 'node:fs/promises';
import { FlowFileError, parseFlow } from '@ordertrace/flow';
import type { Flow } from '@ordertrace/model';
import type { CommandResult } from './result.js';

/**
 * Reads a flow file as the server would. Ends with 0 where the server would take it; with 1 and one line for each
 * mistake (`file:line:column: what is wrong and what to write instead`) where not; with 2 where it can't be read.
 */
export async function checkFlowFile(file: string): Promise<CommandResult> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, text: '', errors: `${file} can't be read: ${reason}` };
  }
  try {
    return { exitCode: 0, text: summary(file, parseFlow(content, { fileName: file })), errors: '' };
  } catch (error) {
    if (!(error instanceof FlowFileError)) throw error;
    const { problems } = error;
    const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
    return { exitCode: 1, text: '', errors: `${error.message}\n${count}` };
  }
}

function summary(file: string, { name, stages, start, end, learn, coverage }: Flow): string {
  return [
    `${file} is a good flow file.`,
    `flow ${name}, coverage ${coverage}: ${stages.length} stages, from ${start.join(' or ')} to ${end.join(' or ')}`,
    `${stages.filter((stage) => stage.deadline !== undefined).length} stages with a deadline, ${learn.length} learn rules`,
  ].join('\n');
}
