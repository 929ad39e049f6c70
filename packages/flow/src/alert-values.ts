import { urlRefusal } from '@ordertrace/conventions';
import { situations, type Situation } from '@ordertrace/model';
import { languages, type Language } from '@ordertrace/words';
import type { Entry, FlowFile } from './flow-file.js';

export function readWebUrl(text: string): string | undefined {
  return /^https?:$/.test(protocolOf(text)) ? text : undefined;
}

/** Empty for an invalid address or host. */
export function protocolOf(text: string): string {
  return urlRefusal(text) === undefined ? new URL(text).protocol : '';
}

export function readSituations(file: FlowFile, entry: Entry): Situation[] {
  const bad = situations.filter((name) => name !== 'on_track');
  const known = (text: string) => bad.find((name) => name === text);
  return file
    .items(entry.value, entry.name)
    .flatMap((item) => file.parsed(item, `use ${bad.join(', ')}`, known) ?? []);
}

export function readLanguage(text: string): Language | undefined {
  return languages.find((language) => language === text);
}
