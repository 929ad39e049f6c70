import { readFile, stat } from 'node:fs/promises';
import { flowFilesOf, FlowFileError, readFlowFile, type FlowOfFile } from '@ordertrace/flow';

/** The current content of a flow file. */
export type FlowFileContent =
  { readonly file: string; readonly read: FlowOfFile } | { readonly file: string; readonly error: string };

/** Paths of flow files and folders in the setting, separated by commas. */
export function flowPaths(setting: string): readonly string[] {
  return setting
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}

/** Reads every file under the paths. Rejects with the system's error if a path can't be read. */
export async function readFlowFiles(paths: readonly string[]): Promise<readonly FlowFileContent[]> {
  const files = await flowFilesOf(paths);
  return Promise.all(files.map(readOne));
}

async function readOne(file: string): Promise<FlowFileContent> {
  try {
    return { file, read: readFlowFile(await readFile(file, 'utf8'), { fileName: file }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { file, error: error instanceof FlowFileError ? message : `${file} can't be read: ${message}` };
  }
}

/**
 * A text that changes when a file is written, added or removed. Polling works on every file system, also on
 * mounted ones.
 */
export async function flowFilesMark(paths: readonly string[]): Promise<string> {
  const files = await flowFilesOf(paths).catch((error: unknown) => [String(error)]);
  const marks = files.map(async (file) => {
    const known = await stat(file).catch(() => undefined);
    return `${file} ${known?.mtimeMs ?? ''} ${known?.size ?? ''} ${known?.ino ?? ''}`;
  });
  return (await Promise.all(marks)).join('\n');
}
