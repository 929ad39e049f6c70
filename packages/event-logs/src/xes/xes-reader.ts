import { definedFields } from '@ordertrace/conventions';
import { stat } from 'node:fs/promises';
import { EventLogError } from '../event-log-error.js';
import type { EventLogReader } from '../event-log-reader.js';
import { LifecycleReader } from '../lifecycle.js';
import { LogNotes, type LogBatch } from '../log-event.js';
import type { ReadOptions } from '../options.js';
import { RowReader } from '../row-event.js';
import { TimeReader } from '../time/time-reader.js';
import { openXml } from '../xml/open-xml.js';
import { xmlElements } from '../xml/xml-elements.js';
import { xesAttributes, XesTraces } from './xes-traces.js';

/** Reads XES, plain or gzip. Offsets of times are kept. */
export async function readXes(path: string, options: ReadOptions, maxBytes: number): Promise<EventLogReader> {
  const { encoding } = await openXml(path, options, maxBytes);
  let notes = new LogNotes();
  let times: TimeReader | undefined;
  const mapping = { ...xesAttributes, ...options.mapping };
  return {
    facts: {
      format: 'xes',
      variant: 'XES',
      encoding,
      mapping,
      ...definedFields({ dateOrder: options.dateOrder }),
    },
    fileBytes: (await stat(path)).size,
    batches: () => {
      notes = new LogNotes();
      times = new TimeReader({ ...options, notes });
      const traces = new XesTraces({
        mapping: options.mapping ?? {},
        rows: new RowReader(times, mapping),
        lifecycle: new LifecycleReader(options.lifecycle ?? 'pair', notes),
      });
      return batchesOf({ path, options, maxBytes }, traces);
    },
    timeExample: () => times?.example,
    notes: () => notes.list(),
  };
}

async function* batchesOf(
  file: { path: string; options: ReadOptions; maxBytes: number },
  traces: XesTraces,
): AsyncGenerator<LogBatch> {
  const xml = await openXml(file.path, file.options, file.maxBytes);
  for await (const taken of xmlElements(xml.chunks, traces, () => traces.take())) {
    yield { ...taken, bytesRead: xml.bytes.bytesRead() };
  }
  if (!traces.hasLog) throw new EventLogError('not_an_event_log', 'The XML file holds no log.');
  traces.end();
  yield { ...traces.take(), bytesRead: xml.bytes.bytesRead() };
}
