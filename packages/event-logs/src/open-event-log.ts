import { firstBytes, isGzip, openBytes } from './bytes/open-bytes.js';
import { openCsv, readCsv } from './csv/csv-reader.js';
import { EventLogError } from './event-log-error.js';
import type { EventLogReader } from './event-log-reader.js';
import { isOcelCsv, ocelCsv } from './ocel/ocel-csv.js';
import { ocelJson } from './ocel/ocel-json.js';
import { readOcel } from './ocel/ocel-reader.js';
import { ocelSqlite } from './ocel/ocel-sqlite.js';
import { ocelXml } from './ocel/ocel-xml.js';
import type { EventLogFormat, ReadOptions } from './options.js';
import { readXes } from './xes/xes-reader.js';

const defaultMaxBytes = 4 * 1024 ** 3;

/**
 * Opens an event log for reading: detects its format by the content, and its interpretation. Throws
 * `EventLogError` if it is not an event log, if its format differs from the stated one, or if something
 * important is uncertain. The message names the option to state.
 */
export async function openEventLog(path: string, options: ReadOptions = {}): Promise<EventLogReader> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const kind = await kindOf(path, options, maxBytes);
  checkFormat(kind, options.format);
  switch (kind) {
    case 'sqlite':
      return readOcel(path, ocelSqlite(path, options), options);
    case 'json1':
    case 'json2':
      return readOcel(
        path,
        ocelJson(path, options, { version: kind === 'json1' ? 1 : 2, maxBytes }),
        options,
      );
    case 'xml1':
    case 'xml2':
      return readOcel(path, ocelXml(path, options, { version: kind === 'xml1' ? 1 : 2, maxBytes }), options);
    case 'xes':
      return readXes(path, options, maxBytes);
    case 'csv': {
      const source = await openCsv(path, options, maxBytes);
      const isOcel = isOcelCsv(source.columns) && options.format !== 'csv';
      if (!isOcel && options.format === 'ocel') throw otherFormat('CSV without the columns of OCEL', 'ocel');
      return isOcel ? readOcel(path, ocelCsv(source), options) : readCsv(source, options);
    }
  }
}

type Kind = 'csv' | 'xes' | 'xml1' | 'xml2' | 'json1' | 'json2' | 'sqlite';

const headBytes = 256 * 1024;

async function kindOf(path: string, options: ReadOptions, maxBytes: number): Promise<Kind> {
  const start = Buffer.from(await firstBytes(path, 16)).toString('latin1');
  if (start === '') throw new EventLogError('not_an_event_log', 'The file is empty.');
  if (start.startsWith('SQLite format 3')) return 'sqlite';
  const head = await headOf(path, maxBytes);
  const text = head
    .replace(/^(?:ÿþ|þÿ|ï»¿)/, '')
    .replaceAll('\0', '')
    .trimStart();
  const other = otherKind(start, head);
  if (other !== undefined) throw new EventLogError('not_an_event_log', other);
  if (text.startsWith('{')) return jsonKind(text);
  if (/^\[\s*[\]{["]/.test(text)) {
    throw new EventLogError(
      'not_an_event_log',
      'The JSON file is a list, and no OCEL. Export it as OCEL or CSV.',
    );
  }
  if (text.startsWith('<')) return xmlKind(text);
  if (options.format === 'csv' || options.format === undefined || options.format === 'ocel') return 'csv';
  throw otherFormat('no XML', options.format);
}

/** First bytes of files that are no event logs, and what to do with them. */
const otherKinds: readonly (readonly [first: string, message: string])[] = [
  [
    'PK\u0003\u0004',
    'The file is a spreadsheet (.xlsx) or a ZIP. Save the sheet as CSV, or unpack it first.',
  ],
  ['\u00d0\u00cf\u0011\u00e0', 'The file is a spreadsheet of an old Excel (.xls). Save the sheet as CSV.'],
  ['PAR1', 'The file is Parquet, which is not read. Write the table as CSV.'],
  ['Obj\u0001', 'The file is Avro, which is not read. Write the table as CSV.'],
  ['ORC', 'The file is ORC, which is not read. Write the table as CSV.'],
  ['\u0028\u00b5\u002f\u00fd', 'The file is packed with zstd. Unpack it first, or pack it with gzip.'],
  ['BZh', 'The file is packed with bzip2. Unpack it first, or pack it with gzip.'],
  ['\u00fd7zXZ', 'The file is packed with xz. Unpack it first, or pack it with gzip.'],
  ['7z\u00bc\u00af', 'The file is a 7z archive. Unpack it first.'],
];

const gzipStart = '\u001f\u008b';

/** The message for a file of another kind, packed or not. */
function otherKind(start: string, head: string): string | undefined {
  if (head.startsWith(gzipStart)) return 'The file is packed with gzip twice. Unpack it once.';
  return otherKinds.find(([first]) => start.startsWith(first) || head.startsWith(first))?.[1];
}

/** The beginning as text of one-byte characters: enough to distinguish formats in any encoding. */
async function headOf(path: string, maxBytes: number): Promise<string> {
  const { chunks } = await openBytes(path, maxBytes);
  let head = '';
  for await (const chunk of chunks) {
    head += Buffer.from(chunk).toString('latin1');
    if (head.length >= headBytes) break;
  }
  if ((await isGzip(path)) && head.startsWith('SQLite format 3')) {
    throw new EventLogError('format_unknown', 'An SQLite file is read as it is: unpack it first.');
  }
  return head.slice(0, headBytes);
}

function jsonKind(text: string): Kind {
  if (/"ocel:(?:events|objects|global-\w+)"/.test(text)) return 'json1';
  if (/"(?:objectTypes|eventTypes|objects|events)"/.test(text)) return 'json2';
  throw new EventLogError('not_an_event_log', 'The JSON file is no OCEL: it has neither events nor objects.');
}

function xmlKind(text: string): Kind {
  if (/<(?:[\w.-]+:)?(?:object-types|event-types)[\s/>]/.test(text)) return 'xml2';
  if (/key=["']ocel:|<events[\s>]|<objects[\s>]|key=["']object-types["']/.test(text)) return 'xml1';
  return 'xes';
}

function checkFormat(kind: Kind, stated: EventLogFormat | undefined): void {
  if (stated === undefined || kind === 'csv') return;
  const format = kind === 'xes' ? 'xes' : 'ocel';
  if (format !== stated) throw otherFormat(format === 'xes' ? 'XES' : 'OCEL', stated);
}

function otherFormat(found: string, stated: EventLogFormat): EventLogError {
  const message = `The file is ${found}, not ${stated}. Leave the format out, or state the right one.`;
  return new EventLogError('format_unknown', message, { option: 'format' });
}
