import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { BLOB, blobValue, DuckDBDataChunk, DuckDBInstance, UINTEGER } from '@duckdb/node-api';
import { FileHandle } from '../../packages/store-duckdb/dist/runs/file-handle.js';
import { RunFile } from '../../packages/store-duckdb/dist/runs/run-file.js';
import { readFooter } from '../../packages/store-duckdb/dist/runs/run-footer.js';

/**
 * Runs of a store as raw data: the compressed bytes of each page, and the pages of each order hash and trace
 * hash. Every container stores the same bytes.
 * @param {string} folder
 */
export function runsOf(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ot'));
  return names.map((name, number) => {
    const path = join(folder, name);
    const { size } = statSync(path);
    const file = new FileHandle(path);
    const end = Buffer.from(file.read(size - 16, 16).buffer);
    const at = end.readUInt32LE(0);
    const footer = readFooter(file.read(at, size - 16 - at), { hasChecks: true });
    const pages = Array.from({ length: footer.pages.length }, (_, page) => {
      const info = footer.pages.page(page);
      return file.read(info.at, info.columns + info.noise + info.bodies);
    });
    const index = (section) => entriesOf(file, section);
    const orders = index(footer.orderIndex);
    const traces = index(footer.traceIndex);
    file.close();
    return { number, path, size, pages, orders, traces };
  });
}

/** Pages by hash, from an index of a run. */
function entriesOf(file, { at, length }) {
  const hashes = new Uint32Array(file.read(at, length * 4).buffer);
  const pages = new Uint16Array(file.read(at + length * 4, length * 2).buffer);
  const entries = new Map();
  hashes.forEach((hash, i) => entries.set(hash, [...(entries.get(hash) ?? []), pages[i]]));
  return entries;
}

/** Size of a folder or of one file in bytes. */
function bytesIn(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** The format of the store: one file per run, read by the positions in its index. */
export function pageFiles(folder, runs) {
  mkdirSync(folder);
  let files = [];
  return {
    name: 'page files',
    write() {
      for (const run of runs) {
        const file = openSync(join(folder, `${run.number}.ot`), 'w');
        const whole = new FileHandle(run.path);
        for (let at = 0; at < run.size; at += 1 << 20)
          writeSync(file, whole.read(at, Math.min(1 << 20, run.size - at)));
        whole.close();
        fsyncSync(file);
        closeSync(file);
      }
      files = runs.map(({ number, size }) => {
        const path = join(folder, `${number}.ot`);
        return { run: new RunFile({ path, number, file: number, bytes: size }), file: new FileHandle(path) };
      });
    },
    pagesOf(hash) {
      return files.flatMap(({ run, file }) =>
        run.pagesOfOrder(hash).map((page) => {
          const { at, columns, noise, bodies } = run.pages.page(page);
          return file.read(at, columns + noise + bodies);
        }),
      );
    },
    bytes: () => bytesIn(folder),
    close() {
      for (const { run, file } of files) {
        run.close();
        file.close();
      }
    },
  };
}

/** One LMDB environment: pages by (run, page), pages of a hash by (hash, run). */
export async function lmdb(folder, runs) {
  const { open } = await optional('lmdb');
  mkdirSync(folder);
  const options = { encoding: 'binary', keyEncoding: 'binary', compression: false };
  const root = open({ path: join(folder, 'data.mdb'), maxDbs: 3, ...options });
  const [pages, orders, traces] = ['pages', 'orders', 'traces'].map((name) =>
    root.openDB({ name, ...options }),
  );
  return {
    name: 'LMDB',
    async write() {
      for (const run of runs) {
        await root.transaction(() => {
          run.pages.forEach(
            (bytes, page) => void pages.put(key(run.number, page), Buffer.from(bytes.buffer)),
          );
          for (const [hash, found] of sorted(run.orders))
            void orders.put(key(hash, run.number), bytesOfPages(found));
          for (const [hash, found] of sorted(run.traces))
            void traces.put(key(hash, run.number), bytesOfPages(found));
        });
        await root.flushed;
      }
    },
    pagesOf(hash) {
      const found = [];
      for (const { key: at, value } of orders.getRange({ start: key(hash, 0), end: key(hash, 0xffff) }))
        for (const page of pagesOfBytes(value)) found.push(pages.get(key(at.readUInt16BE(4), page)));
      return found;
    },
    bytes: () => bytesIn(folder),
    close: () => root.close(),
  };
}

/** One SQLite file (the engine of libsql), with pages of `pageBytes` bytes. */
export async function sqlite(folder, runs, pageBytes) {
  const { default: Database } = await optional('libsql');
  mkdirSync(folder);
  const database = new Database(join(folder, 'data.sqlite'));
  database.exec(`PRAGMA page_size = ${pageBytes}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE pages (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)');
  for (const name of ['orders', 'traces'])
    database.exec(
      `CREATE TABLE ${name} (hash INTEGER, run INTEGER, pages BLOB, PRIMARY KEY (hash, run)) WITHOUT ROWID`,
    );
  let select;
  let index;
  return {
    name: `SQLite, pages of ${pageBytes} B`,
    write() {
      const page = database.prepare('INSERT INTO pages VALUES (?, ?)');
      const entry = new Map(
        ['orders', 'traces'].map((name) => [name, database.prepare(`INSERT INTO ${name} VALUES (?, ?, ?)`)]),
      );
      for (const run of runs)
        database.transaction(() => {
          run.pages.forEach((bytes, i) => page.run(run.number * 65_536 + i, Buffer.from(bytes.buffer)));
          for (const [name, insert] of entry)
            for (const [hash, found] of sorted(run[name]))
              insert.run(hash | 0, run.number, bytesOfPages(found));
        })();
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      select = database.prepare('SELECT bytes FROM pages WHERE id = ?');
      index = database.prepare('SELECT run, pages FROM orders WHERE hash = ?');
    },
    pagesOf: (hash) =>
      index
        .all(hash | 0)
        .flatMap(({ run, pages }) =>
          pagesOfBytes(Buffer.from(pages)).map((page) => select.get(run * 65_536 + page).bytes),
        ),
    bytes: () => bytesIn(folder),
    close: () => database.close(),
  };
}

/** One DuckDB file: pages as BLOBs, the index as rows sorted by hash. */
export async function duckdb(folder, runs) {
  mkdirSync(folder);
  const instance = await DuckDBInstance.create(join(folder, 'data.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  await connection.run('CREATE TABLE pages (id UINTEGER, bytes BLOB)');
  for (const name of ['orders', 'traces'])
    await connection.run(`CREATE TABLE ${name} (hash UINTEGER, id UINTEGER)`);
  const append = async (table, types, rows) => {
    const appender = await connection.createAppender(table);
    for (let at = 0; at < rows.length; at += 2048) {
      const chunk = DuckDBDataChunk.create(types);
      const some = rows.slice(at, at + 2048);
      chunk.setColumns(types.map((_, column) => some.map((row) => row[column])));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  };
  return {
    name: 'DuckDB',
    async write() {
      for (const run of runs) {
        const id = (page) => run.number * 65_536 + page;
        const blobs = run.pages.map((bytes, page) => [id(page), blobValue(bytes)]);
        await connection.run('BEGIN');
        await append('pages', [UINTEGER, BLOB], blobs);
        for (const name of ['orders', 'traces']) {
          const rows = sorted(run[name]).flatMap(([hash, found]) => found.map((page) => [hash, id(page)]));
          await append(name, [UINTEGER, UINTEGER], rows);
        }
        await connection.run('COMMIT');
      }
      await connection.run('CHECKPOINT');
    },
    async pagesOf(hash) {
      const ids = await connection.runAndReadAll(`SELECT id FROM orders WHERE hash = ${hash}`);
      const list = ids.getRows().map(([id]) => id);
      const found = await connection.runAndReadAll(`SELECT bytes FROM pages WHERE id IN (${list.join()})`);
      return found.getRows().map(([blob]) => blob.bytes);
    },
    bytes: () => bytesIn(folder),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Imports a package that only this benchmark needs, and that is not installed with the others. */
async function optional(name) {
  try {
    return await import(name);
  } catch {
    throw new Error(`Install what is compared first: npm install --no-save lmdb@3.5.6 libsql@0.5.29`);
  }
}

function sorted(entries) {
  return [...entries].sort(([a], [b]) => a - b);
}

/** A key from a hash or a run, and a 16-bit number. */
function key(high, low) {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt32BE(high);
  bytes.writeUInt16BE(low, 4);
  return bytes;
}

function bytesOfPages(pages) {
  return Buffer.from(Uint16Array.from(pages).buffer);
}

function pagesOfBytes(bytes) {
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2));
}

/** Sum of all pages. It is the same for each container, and each page is read completely. */
export function checksumOf(pages) {
  return pages.reduce((sum, page) => sum ^ crc32(page), 0);
}
