import { isRegion } from './national-numbers.js';

/** What may stay in telemetry beside what may by default. The same policy holds at the source and at the door. */
export interface Policy {
  /** Further keys that may stay; a name ending in `.*` stands for all that begin with it. Values are looked at all the same. */
  readonly allow: readonly string[];
  /** Keys that must go although they may stay by default; the same forms. */
  readonly deny: readonly string[];
  /** What becomes of the values of keys that nobody allowed. Keys of people, money and secrets are always dropped. */
  readonly unknownKeys: 'drop' | 'hash';
  /** Makes hashes useless to whoever doesn't know it; 16 characters or more, needed for `hash`. */
  readonly salt: string;
  /** Addresses of clients and peers: `private` keeps those of private networks. */
  readonly ipAddresses: 'keep' | 'private' | 'drop';
  /** Countries whose national phone numbers are found without a word such as "phone" beside them. ISO 3166, two letters. */
  readonly phoneRegions: readonly string[];
}

export const defaultPolicy: Policy = {
  allow: [],
  deny: [],
  unknownKeys: 'drop',
  salt: '',
  ipAddresses: 'private',
  phoneRegions: ['RU', 'US', 'GB', 'DE', 'FR'],
};

/** A policy that can't be used; the message names the entry and the way out. */
export class PolicyError extends Error {
  readonly code = 'BAD_POLICY';

  constructor(entry: string, problem: string) {
    super(`privacy policy, ${entry}: ${problem}`);
    this.name = 'PolicyError';
  }
}

const shortestSalt = 16;

/**
 * A policy from a parsed file with the entries `allow`, `deny`, `unknown_keys`, `salt`, `ip_addresses` and `phone_regions`,
 * each of which may be left out. Throws `PolicyError` for an entry that is not known or can't be used.
 */
export function policyFrom(document: unknown): Policy {
  const given = document ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw new PolicyError('file', 'it is no map of entries.');
  const entries = new Map(Object.entries(given));
  const policy: Policy = {
    allow: keys(entries, 'allow'),
    deny: keys(entries, 'deny'),
    unknownKeys: oneOf(entries, 'unknown_keys', ['drop', 'hash']) ?? defaultPolicy.unknownKeys,
    salt: text(entries, 'salt'),
    ipAddresses: oneOf(entries, 'ip_addresses', ['keep', 'private', 'drop']) ?? defaultPolicy.ipAddresses,
    phoneRegions: entries.has('phone_regions') ? regions(entries) : defaultPolicy.phoneRegions,
  };
  for (const entry of entries.keys()) {
    if (!known.has(entry)) throw new PolicyError(entry, `it is none of ${[...known].join(', ')}.`);
  }
  return checkPolicy(policy);
}

/** Gives the policy back. Throws `PolicyError` where it asks for hashes without a salt. */
export function checkPolicy(policy: Policy): Policy {
  if (policy.unknownKeys === 'hash' && policy.salt.length < shortestSalt) {
    throw new PolicyError('salt', `hashes need one of ${shortestSalt} characters or more.`);
  }
  return policy;
}

const known = new Set(['allow', 'deny', 'unknown_keys', 'salt', 'ip_addresses', 'phone_regions']);

type Entries = ReadonlyMap<string, unknown>;

function keys(entries: Entries, name: string): string[] {
  const value = entries.get(name) ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string' && item !== '')) {
    throw new PolicyError(name, 'it is no list of keys.');
  }
  const wide = (value as string[]).find((key) => key.replace(/\.\*$/, '').includes('*'));
  if (wide !== undefined)
    throw new PolicyError(name, `"${wide}": a star may only stand at the end, as ".*".`);
  return value as string[];
}

function regions(entries: Entries): string[] {
  const named = keys(entries, 'phone_regions');
  const wrong = named.find((region) => !isRegion(region));
  if (wrong !== undefined)
    throw new PolicyError(
      'phone_regions',
      `"${wrong}" is no country with phone numbers; write it as in ISO 3166, such as DE.`,
    );
  return named;
}

function text(entries: Entries, name: string): string {
  const value = entries.get(name) ?? '';
  if (typeof value !== 'string') throw new PolicyError(name, 'it is no text.');
  return value;
}

function oneOf<T extends string>(entries: Entries, name: string, values: readonly T[]): T | undefined {
  const value = entries.get(name);
  const found = values.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined) {
    throw new PolicyError(name, `it is none of ${values.join(', ')}.`);
  }
  return found;
}
