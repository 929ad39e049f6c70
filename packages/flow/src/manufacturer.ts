import { readFileSync } from 'node:fs';
import type { Flow } from '@ordertrace/model';
import { parseFlow } from './parse-flow.js';

const file = new URL('../flows/manufacturer.yaml', import.meta.url);

/** The text of the shipped flow file. */
export function manufacturerFlowText(): string {
  return readFileSync(file, 'utf8');
}

let flow: Flow | undefined;

/** The shipped flow: the manufacturer's. */
export function manufacturerFlow(): Flow {
  flow ??= parseFlow(manufacturerFlowText(), { fileName: 'manufacturer.yaml' });
  return flow;
}
