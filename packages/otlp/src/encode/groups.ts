import type { Resource, Scope } from '@ordertrace/model';
import { groupTag, requestTag, resourceTag, scopeTag } from '../wire/tags.js';
import { WireWriter } from '../wire/writer.js';
import { writeAttributes } from './value.js';

export interface Grouped<R> {
  readonly resource: Resource;
  readonly scopes: readonly { readonly scope: Scope; readonly records: readonly R[] }[];
}

interface ScopeGroup<R> {
  readonly scope: Scope;
  readonly records: R[];
}

/** Groups records by equal resource, then by equal scope, in the order of their first records. */
export function grouped<R extends { readonly resource: Resource; readonly scope: Scope }>(
  records: readonly R[],
): Grouped<R>[] {
  const keys = new Map<Resource | Scope, string>();
  const resources = new Map<string, { resource: Resource; scopes: Map<string, ScopeGroup<R>> }>();
  for (const record of records) {
    const { resource, scope } = record;
    const resourceKey = keyOf(keys, resource, (writer) => writeResource(writer, resource));
    const scopeKey = keyOf(keys, scope, (writer) => writeScope(writer, scope));
    const group = getOrAdd(resources, resourceKey, () => ({
      resource,
      scopes: new Map<string, ScopeGroup<R>>(),
    }));
    getOrAdd(group.scopes, scopeKey, () => ({ scope, records: [] })).records.push(record);
  }
  return Array.from(resources.values(), ({ resource, scopes }) => ({
    resource,
    scopes: [...scopes.values()],
  }));
}

/** The request with the records; the same for both signals. */
export function encodeRequest<R extends { readonly resource: Resource; readonly scope: Scope }>(
  records: readonly R[],
  writeRecord: (writer: WireWriter, record: R) => void,
): Uint8Array {
  const writer = new WireWriter();
  for (const { resource, scopes } of grouped(records)) {
    writer.message(requestTag.resources, () => {
      writer.message(groupTag.head, () => writeResource(writer, resource));
      for (const group of scopes) {
        writer.message(groupTag.members, () => {
          writer.message(groupTag.head, () => writeScope(writer, group.scope));
          for (const record of group.records)
            writer.message(groupTag.members, () => writeRecord(writer, record));
        });
      }
    });
  }
  return writer.finish();
}

function writeResource(writer: WireWriter, resource: Resource): void {
  writeAttributes(writer, resourceTag.attributes, resource.attributes);
}

function writeScope(writer: WireWriter, scope: Scope): void {
  if (scope.name !== '') writer.text(scopeTag.name, scope.name);
  if (scope.version !== '') writer.text(scopeTag.version, scope.version);
  writeAttributes(writer, scopeTag.attributes, scope.attributes);
}

/** Equal content returns the same key; each object is encoded once. */
function keyOf<T extends object>(keys: Map<T, string>, part: T, write: (writer: WireWriter) => void): string {
  return getOrAdd(keys, part, () => {
    const writer = new WireWriter();
    write(writer);
    return Buffer.from(writer.finish()).toString('latin1');
  });
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
