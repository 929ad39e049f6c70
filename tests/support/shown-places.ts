import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Page } from 'playwright-core';
import { repository } from './system.js';

/** A place where data could come out, with all the text that stands in it. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Answers that never end, and that hold files. */
const notAsked = new Set(['/api/v1/events']);

/** Every GET that the server describes, with these ids in its path, and some that it does not describe. */
export async function answers(
  server: string,
  ids: Readonly<Record<string, string>>,
  more: readonly string[],
): Promise<Place[]> {
  const { paths } = (await (await fetch(`${server}/openapi.json`)).json()) as Described;
  const described = Object.entries(paths)
    .filter(([path, methods]) => 'get' in methods && !notAsked.has(path))
    .map(([path]) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'unknown'));
  const places: Place[] = [];
  for (const path of [...described, ...more]) {
    const response = await fetch(`${server}${path}`);
    places.push({ name: `${path} (${response.status})`, text: await response.text() });
  }
  return places;
}

/** What a browser is sent and what it shows. */
export async function pages(page: Page, server: string, paths: readonly string[]): Promise<Place[]> {
  const places: Place[] = [];
  const sent: Promise<void>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/assets/') || pathname.endsWith('/events')) return;
    const read = response.text().then(
      (text) => void places.push({ name: `sent to the browser: ${pathname}`, text }),
      () => undefined,
    );
    sent.push(read);
  });
  for (const path of paths) {
    await page.goto(`${server}${path}`);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('load');
    await page.waitForTimeout(500);
    places.push({ name: `page ${path}`, text: `${await page.content()}\n${await page.innerText('body')}` });
  }
  await Promise.all(sent);
  return places;
}

const command = join(repository, 'apps/cli/bin/ordertrace.js');
export const ordertrace = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args]);

/** Every table of a store that nobody has open, and every span and log record in its files, decoded. */
export async function storeContents(data: string): Promise<Place[]> {
  const out = join(data, 'tables');
  await ordertrace('tables', out, '--data', data);
  const instance = await DuckDBInstance.create(join(data, 'store', 'store.duckdb'), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  const rows = async (sql: string) => JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
  const tables = (await connection.runAndReadAll('SHOW TABLES')).getRowsJson().flat() as string[];
  const places: Place[] = [];
  for (const table of tables) {
    places.push({ name: `table ${table}`, text: await rows(`SELECT COLUMNS(*)::VARCHAR FROM "${table}"`) });
  }
  for (const file of await readdir(out)) {
    const text = await rows(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${join(out, file)}')`);
    places.push({ name: `decoded ${file}`, text });
  }
  connection.closeSync();
  instance.closeSync();
  return places;
}

/** Files as they lie on the disk, but for those in the folders that are left out. */
export async function files(folder: string, leftOut: readonly string[] = []): Promise<Place[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const places: Place[] = [];
  for (const file of found) {
    const path = join(file.parentPath, file.name);
    const name = relative(folder, path);
    if (!file.isFile() || leftOut.some((other) => name.startsWith(other))) continue;
    places.push({ name: `file ${name}`, text: await readFile(path, 'utf8') });
  }
  return places;
}
