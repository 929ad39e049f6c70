import { roles as ourRoles, type Role } from '@ordertrace/api';
import type { Person } from '../../http/caller.js';
import type { ClaimPaths } from './settings.js';

export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimRules {
  readonly claims: ClaimPaths;
  readonly roleNames: ReadonlyMap<string, Role>;
}

/** An invalid claim. Access is refused. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError';
}

/**
 * Builds the person from the claims. `sources` are the claims from different places, most trusted first; each
 * claim comes from the first source that has it.
 *
 * @throws ClaimError if the tenant is not one text, because a guess could grant too much
 */
export function personOf(sources: readonly Claims[], rules: ClaimRules): Person {
  const subject = firstText(sources, 'sub');
  if (subject === undefined) throw new ClaimError('The provider sent no subject (claim sub)');
  const given = listOf(first(sources, rules.claims.roles));
  return {
    subject,
    name:
      firstText(sources, 'name') ??
      firstText(sources, 'preferred_username') ??
      firstText(sources, 'client_id') ??
      subject,
    roles: ourRoles.filter((role) => given.some((name) => roleNamed(name, rules.roleNames) === role)),
    tenantId: boundTo(first(sources, rules.claims.tenant), rules.claims.tenant),
    scopes: [...listOf(first(sources, 'scope')), ...given.filter((name) => name === 'ingest')],
  };
}

/** The application that the claims bind a program to. */
export function applicationOf(claims: Claims, rules: ClaimRules): string | undefined {
  return boundTo(first([claims], rules.claims.application), rules.claims.application);
}

function roleNamed(name: string, names: ReadonlyMap<string, Role>): string | undefined {
  return names.size === 0 ? name : names.get(name);
}

function boundTo(value: unknown, claim: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [only] = list;
  if (list.length === 1 && typeof only === 'string' && only !== '' && only.length <= 256) return only;
  throw new ClaimError(`The claim ${claim} must be one text`);
}

/** A list of texts, or a text with spaces as separators. */
function listOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((part) => part !== '');
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === 'string');
}

function firstText(sources: readonly Claims[], path: string): string | undefined {
  const value = first(sources, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function first(sources: readonly Claims[], path: string): unknown {
  for (const claims of sources) {
    const value = at(claims, path);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The whole path may be one name, as in `https://example.com/roles`. */
function at(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}
