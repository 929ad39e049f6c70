import type { Json } from './problem-responses.js';

/** Schemas that a document names once, under `components`, and refers to wherever they occur. */
export class SharedSchemas {
  readonly #names: ReadonlyMap<string, string>;
  readonly #named: Readonly<Record<string, unknown>>;
  readonly #used = new Set<string>();

  constructor(named: Readonly<Record<string, unknown>>) {
    this.#named = named;
    this.#names = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));
  }

  /** A part of the document with references. */
  referring(schema: unknown): unknown {
    const name = isJson(schema) ? this.#names.get(JSON.stringify(schema)) : undefined;
    if (name === undefined) return this.#parts(schema);
    this.#used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  }

  /** `components.schemas`: the named schemas that are referred to, by name. */
  components(): Json {
    const components = new Map<string, unknown>();
    // Parts of a component may add further ones to the set while it is read.
    for (const name of this.#used) components.set(name, this.#parts(this.#named[name]));
    return Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #parts(schema: unknown): unknown {
    return mapped(schema, (part) => this.referring(part));
  }
}

function mapped(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
