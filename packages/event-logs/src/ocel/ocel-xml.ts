import type { ReadOptions } from '../options.js';
import { openXml } from '../xml/open-xml.js';
import { xmlElements, type XmlHandler } from '../xml/xml-elements.js';
import type { OcelEvent, OcelObject, OcelSource } from './ocel-source.js';

/** OCEL 1 and 2 in XML. */
export function ocelXml(
  path: string,
  options: ReadOptions,
  limits: { version: 1 | 2; maxBytes: number },
): OcelSource {
  const { version, maxBytes } = limits;
  const read = async function* (section: string) {
    const xml = await openXml(path, options, maxBytes);
    const gathering = new XmlRecords(section);
    for await (const records of xmlElements(xml.chunks, gathering, () => gathering.take())) {
      yield { records, bytesRead: xml.bytes.bytesRead() };
    }
  };
  return {
    variant: `OCEL ${version} XML`,
    async *objects() {
      for await (const { records } of read('objects')) yield records.map(objectOf);
    },
    async *events() {
      let place = 0;
      for await (const { records, bytesRead } of read('events')) {
        yield { events: records.map((record) => eventOf(record, ++place)), bytesRead };
      }
    },
  };
}

/** An `event` or `object` element with its content. */
interface XmlRecord {
  readonly own: Readonly<Record<string, string>>;
  /** OCEL 1: `key` and `value` of its direct child elements. */
  readonly values: Map<string, string>;
  /** Event attributes. */
  readonly attributes: Map<string, string>;
  readonly objectIds: string[];
}

/** Collects the records of one of the two sections directly in the log. */
class XmlRecords implements XmlHandler {
  readonly #section: string;
  #isIn = false;
  #record: XmlRecord | undefined;
  /** Name of the list (OCEL 1) or element (OCEL 2) in the record. */
  #part = '';
  #attribute = '';
  #records: XmlRecord[] = [];

  constructor(section: string) {
    this.#section = section;
  }

  take(): readonly XmlRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void {
    if (depth === 2) this.#isIn = name === this.#section;
    if (!this.#isIn) return;
    if (depth === 3)
      this.#record = { own: attributes, values: new Map(), attributes: new Map(), objectIds: [] };
    else if (depth === 4) this.#openPart(name, attributes);
    else if (depth === 5) this.#openInPart(name, attributes);
  }

  close(_name: string, text: string, depth: number): void {
    if (!this.#isIn || !this.#record) return;
    if (depth === 5 && this.#attribute !== '') {
      this.#record.attributes.set(this.#attribute, text.trim());
      this.#attribute = '';
    } else if (depth === 4) this.#part = '';
    else if (depth === 3) {
      this.#records.push(this.#record);
      this.#record = undefined;
    }
  }

  #openPart(name: string, attributes: Readonly<Record<string, string>>): void {
    const { key, value } = attributes;
    this.#part = key ?? name;
    if (key !== undefined && value !== undefined) this.#record?.values.set(key, value);
  }

  #openInPart(name: string, attributes: Readonly<Record<string, string>>): void {
    const { key, value } = attributes;
    const objectId = attributes['object-id'] ?? attributes['objectId'] ?? attributes['object_id'];
    if (this.#part === 'omap' && value !== undefined) this.#record?.objectIds.push(value);
    else if (this.#part === 'vmap' && key !== undefined) this.#record?.attributes.set(key, value ?? '');
    else if (this.#part === 'objects' && objectId !== undefined) this.#record?.objectIds.push(objectId);
    else if (this.#part === 'attributes' && name === 'attribute') this.#attribute = attributes['name'] ?? '';
  }
}

function objectOf({ own, values }: XmlRecord): OcelObject {
  return { id: own['id'] ?? values.get('id') ?? '', type: own['type'] ?? values.get('type') ?? '' };
}

function eventOf({ own, values, attributes, objectIds }: XmlRecord, place: number): OcelEvent {
  return {
    id: own['id'] ?? values.get('id') ?? '',
    activity: own['type'] ?? values.get('activity') ?? '',
    time: own['time'] ?? values.get('timestamp') ?? '',
    objectIds,
    attributes: Object.fromEntries(attributes),
    place,
  };
}
