import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { manufacturerFlowText } from '@ordertrace/flow';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { textsIn } from '@ordertrace/words';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAlertsFile } from '../src/alerts-check.js';
import { proveAlertsFile } from '../src/alerts-prove.js';
import { checkFlowFiles } from '../src/flow/check-flow-files.js';
import { exportLog } from '../src/export.js';
import { importFile, type ImportOrder } from '../src/import.js';
import { Progress } from '../src/progress.js';
import type { ServerAddress } from '../src/server-address.js';
import { checkFolder, checkServer, rebuildFolder } from '../src/store-check.js';
import { writeTables } from '../src/tables/write-tables.js';

const run = {
  ended_at: '2026-11-24T09:00:00Z',
  error: null,
  damage: [{ kind: 'file_missing', detail: 'run-1', incomplete: true }],
  repairs: [],
  unverified_files: ['run-2'],
  of_bytes: 1 << 20,
  done_bytes: 1 << 20,
};
const output = new Writable({ write: (_chunk, _encoding, done) => done() });

describe('the command line in Russian', () => {
  let server: Server;
  let folder: string;
  let file: string;
  let address: ServerAddress;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'russian-output-'));
    file = join(folder, 'alerts.yaml');
    await writeFile(file, 'channels: { ops: { type: slack, url_env: OPS, situations: [lost] } }');
    server = createServer((request, response) => {
      const isCheck = request.url?.includes('/store') === true;
      response.statusCode = isCheck ? 200 : 418;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(isCheck ? { run } : {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    address = { server: `http://127.0.0.1:${port}`, token: undefined, language: 'ru' };
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  it('checks an alerts file', async () => {
    const { text } = await checkAlertsFile(file, 'ru');
    expect(text).toBe(
      `В файле оповещений ${file} ошибок нет.\nops: slack, ситуации: lost; только доказанные выводы`,
    );
    const missing = await checkAlertsFile(join(folder, 'none.yaml'), 'ru');
    expect(missing).toMatchObject({ exitCode: 2, errors: expect.stringContaining('Не удалось прочитать') });
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, 'channels: { ops: { type: pigeon } }');
    expect((await checkAlertsFile(wrong, 'ru')).errors).toMatch(/\d+ ошиб(ка|ки|ок)$/);
  });

  it('checks flow files', async () => {
    const valid = join(folder, 'flow.yaml');
    await writeFile(valid, manufacturerFlowText());
    const { text } = await checkFlowFiles([valid], 'ru');
    expect(text).toMatch(/^.*flow\.yaml: ошибок нет\.\nпроцесс manufacturer, охват full, от .* до .* или /);
    expect(text).toMatch(
      /\n11 этапов, \d+ сро.*, \d+ прави.* learn\nдля всех заказов, не подходящих другому процессу$/,
    );
    const claiming = manufacturerFlowText().replace(
      'name: manufacturer',
      'name: shop\nfor: { tenant: [a, b] }',
    );
    await writeFile(valid, claiming);
    const claimed = await checkFlowFiles([valid], 'ru');
    expect(claimed.text).toMatch(/\nдля заказов, у которых организация a или b$/);
    const missing = await checkFlowFiles([join(folder, 'none.yaml')], 'ru');
    expect(missing.errors).toMatch(/^Нет файла процесса, который можно прочитать: .*none\.yaml/);
    const empty = join(folder, 'empty');
    await mkdir(empty);
    expect((await checkFlowFiles([empty], 'ru')).errors).toMatch(/empty: нет ни одного файла \.yaml$/);
  });

  it('writes tables, and reports why it can not', async () => {
    const data = join(folder, 'data');
    const order = { data, to: join(folder, 'tables'), errors: output, language: 'ru' } as const;
    expect((await writeTables(order)).errors).toMatch(/^В папке .*data нет хранилища\. /);
    await mkdir(data);
    const store = await openDuckdbStore({ path: join(data, 'store') });
    expect((await writeTables(order)).errors).toMatch(
      / Или восстановите резервную копию работающего сервера/,
    );
    await store.close();
    expect((await writeTables({ ...order, to: folder })).errors).toMatch(/^Папка .* не пуста\. /);
    expect((await writeTables(order)).text).toMatch(
      /tables: 0 спанов в \d файл\S*, 0 записей журнала в \d файл\S*\n/,
    );
  });

  it('reports progress', () => {
    const lines: string[] = [];
    const out = new Writable({
      write: (line: Buffer, _encoding, done) => done(void lines.push(line.toString())),
    });
    const transfer = { out, what: 'сохранено', t: textsIn('ru') };
    new Progress({ ...transfer, total: 4 << 20 }).at(2 << 20);
    new Progress(transfer).at(100 << 20);
    expect(lines).toEqual(['сохранено: 50 % из 4 МиБ\n', 'сохранено: 100 МиБ\n']);
  });

  it('proves an alerts file, and says what is wrong with --made', async () => {
    const prove = (made: string) =>
      proveAlertsFile({ file, address, options: { made, tenant: 'retail' }, nowMs: 0 });
    const { text, errors } = await prove('lost,slow');
    expect(text).toMatch(/^канал +заказ +ситуация +открыта +оповещение/);
    expect(text).toContain('нет: в настройках канала не указано slow');
    expect(text).toMatch(/made-lost .* в 2026-01-05 12:/);
    expect(errors).toBe('');
    expect((await prove('slow')).errors).toBe('Канал ops не оповестил бы ни об одной из проблем.');
    expect((await prove('gone')).errors).toContain('перечислите ситуации через запятую');
  });

  it('reports damage of a store', async () => {
    const { errors } = await checkServer(address, { repair: false, errors: output });
    expect(errors).toContain('file_missing: run-1 Ответы могут быть неполными.');
    expect(errors).toContain('Файлов старого формата: 1.');
    expect(errors).toContain('с --repair потерянное будет исключено');
  });

  it('checks and rebuilds a folder', async () => {
    const store = join(folder, 'store');
    const { text } = await checkFolder(store, { repair: false, errors: output, language: 'ru' });
    expect(text).toMatch(/^Повреждений нет, прочитано \d+ МиБ\.$/);
    const rebuilt = await rebuildFolder(store, 'ru');
    expect(rebuilt.text).toContain('снова есть данные: файлов телеметрии 0, событий заказов 0');
  });

  it('says why nothing was exported or imported', async () => {
    const exported = await exportLog({ address, query: { format: 'csv' }, file: undefined, output });
    expect(exported.errors).toBe('Сервер отказал: код ответа 418');
    const gone = { server: 'http://127.0.0.1:1', token: undefined, language: 'ru' } as const;
    const lost = await exportLog({ address: gone, query: { format: 'csv' }, file: undefined, output });
    expect(lost.errors).toMatch(/^Не удалось выгрузить данные с /);
    const imported = { address, query: {} as ImportOrder['query'], json: false, errors: output };
    expect((await importFile({ ...imported, file })).errors).toMatch(/^Импорт невозможен: /);
    expect((await importFile({ ...imported, file: join(folder, 'no.csv') })).errors).toMatch(
      /^Не удалось прочитать /,
    );
  });
});
