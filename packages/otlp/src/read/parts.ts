import type { AttributeValue, Resource, Scope } from '@ordertrace/model';
import { ByteCursor } from '../wire/cursor.js';
import { resourceTag, scopeTag } from '../wire/tags.js';
import { readAttribute, readText } from './value.js';

const resources = new WeakMap<Uint8Array, Resource>();
const scopes = new WeakMap<Uint8Array, Scope>();

/** Reads a resource. The same bytes object returns the same resource object. */
export function resourceFrom(bytes: Uint8Array): Resource {
  const known = resources.get(bytes);
  if (known !== undefined) return known;
  const resource = readResource(bytes);
  resources.set(bytes, resource);
  return resource;
}

/** Reads a scope. The same bytes object returns the same scope object. */
export function scopeFrom(bytes: Uint8Array): Scope {
  const known = scopes.get(bytes);
  if (known !== undefined) return known;
  const scope = readScope(bytes);
  scopes.set(bytes, scope);
  return scope;
}

function readResource(bytes: Uint8Array): Resource {
  const cursor = new ByteCursor(bytes);
  const attributes = new Map<string, AttributeValue>();
  while (cursor.pos < bytes.length) {
    const tag = cursor.tag(bytes.length);
    if (tag === resourceTag.attributes) readAttribute(cursor, cursor.fieldEnd(bytes.length), attributes);
    else cursor.skip(tag, bytes.length);
  }
  return { attributes };
}

function readScope(bytes: Uint8Array): Scope {
  const cursor = new ByteCursor(bytes);
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let version = '';
  while (cursor.pos < bytes.length) {
    const tag = cursor.tag(bytes.length);
    if (tag === scopeTag.name) name = readText(cursor, bytes.length);
    else if (tag === scopeTag.version) version = readText(cursor, bytes.length);
    else if (tag === scopeTag.attributes) readAttribute(cursor, cursor.fieldEnd(bytes.length), attributes);
    else cursor.skip(tag, bytes.length);
  }
  return { name, version, attributes };
}
