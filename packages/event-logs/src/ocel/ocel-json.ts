import { firstUnpacked, openBytes } from '../bytes/open-bytes.js';
import { decodedText, markedEncoding } from '../bytes/text-chunks.js';
import { jsonEntries, type JsonEntry } from '../json/json-entries.js';
import type { ReadOptions } from '../options.js';
import type { OcelEvent, OcelObject, OcelSource } from './ocel-source.js';

/** OCEL 1 and 2 in JSON. The names of the sections distinguish the versions. */
export function ocelJson(
  path: string,
  options: ReadOptions,
  limits: { version: 1 | 2; maxBytes: number },
): OcelSource {
  const { version, maxBytes } = limits;
  const prefix = version === 1 ? 'ocel:' : '';
  const entries = async () => {
    const marked = markedEncoding(await firstUnpacked(path, maxBytes));
    const bytes = await openBytes(path, maxBytes);
    const { chunks } = decodedText(bytes.chunks, { stated: options.encoding, marked });
    return { bytes, entries: jsonEntries(chunks) };
  };
  return {
    variant: `OCEL ${version} JSON`,
    async *objects() {
      for await (const batch of (await entries()).entries) {
        yield batch.filter(({ section }) => section === `${prefix}objects`).flatMap(objectOf);
      }
    },
    async *events() {
      const file = await entries();
      let place = 0;
      for await (const batch of file.entries) {
        const events = batch.filter(({ section }) => section === `${prefix}events`);
        yield { events: events.map((entry) => eventOf(entry, ++place)), bytesRead: file.bytes.bytesRead() };
      }
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** IDs as texts; some tools write numbers. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf({ key, value }: JsonEntry): OcelObject[] {
  const fields = fieldsOf(value);
  return [{ id: key ?? textOf(fields['id']), type: textOf(fields['ocel:type'] ?? fields['type']) }];
}

function eventOf({ key, value }: JsonEntry, place: number): OcelEvent {
  const fields = fieldsOf(value);
  return key === undefined ? event2(fields, place) : event1(key, fields, place);
}

function event1(id: string, fields: Fields, place: number): OcelEvent {
  return {
    id,
    activity: textOf(fields['ocel:activity']),
    time: textOf(fields['ocel:timestamp']),
    objectIds: listOf(fields['ocel:omap']).map(textOf),
    attributes: texts(Object.entries(fieldsOf(fields['ocel:vmap']))),
    place,
  };
}

function event2(fields: Fields, place: number): OcelEvent {
  const attributes = listOf(fields['attributes']).map((attribute) => {
    const { name, value } = fieldsOf(attribute) as { name?: unknown; value?: unknown };
    return [textOf(name), value] as const;
  });
  return {
    id: textOf(fields['id']),
    activity: textOf(fields['type']),
    time: textOf(fields['time']),
    objectIds: listOf(fields['relationships']).map((relation) => textOf(fieldsOf(relation)['objectId'])),
    attributes: texts(attributes),
    place,
  };
}

function texts(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name, textOf(value)]));
}
