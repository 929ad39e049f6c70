import { urlRefusal } from '@ordertrace/conventions';
import { certainties, situations, type Certainty } from '@ordertrace/model';
import { languages, type Language } from '@ordertrace/words';
import type { AlertKind } from './alert-kind.js';
import type { Entry, FlowFile } from './flow-file.js';

export function readWebUrl(text: string): string | undefined {
  return /^https?:$/.test(protocolOf(text)) ? text : undefined;
}

/** Empty for an invalid address or host. */
export function protocolOf(text: string): string {
  return urlRefusal(text) === undefined ? new URL(text).protocol : '';
}

export const alertKinds: readonly AlertKind[] = [
  ...situations.filter((name) => name !== 'on_track'),
  'at_risk',
];

export function readKinds(file: FlowFile, entry: Entry): AlertKind[] {
  const known = (text: string) => alertKinds.find((name) => name === text);
  return file
    .items(entry.value, entry.name)
    .flatMap((item) => file.parsed(item, `use ${alertKinds.join(', ')}`, known) ?? []);
}

export function readCertainty(text: string): Certainty | undefined {
  return certainties.find((certainty) => certainty === text);
}

export function readLanguage(text: string): Language | undefined {
  return languages.find((language) => language === text);
}
