import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EventOutlet, UnsentTransition } from '@ordertrace/service-kit';

/** Order events that are kept instead of sent. */
export function keptEvents(): EventOutlet & { readonly emitted: UnsentTransition[] } {
  const emitted: UnsentTransition[] = [];
  return { emitted, emit: (transition) => void emitted.push(transition), status: () => undefined };
}

export interface ModelsFolder {
  readonly url: string;
  remove(): void;
}

export function modelsFolder(): ModelsFolder {
  const folder = mkdtempSync(join(tmpdir(), 'ordertrace-models-'));
  return {
    url: pathToFileURL(folder).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A request with a JSON body; gives the answer whatever its status. */
export async function request<T = Record<string, unknown>>(
  method: string,
  url: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status } = response;
  return { status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
}
