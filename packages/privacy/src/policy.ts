import { isRegion } from './national-numbers.js';

/**
 * What may stay in telemetry besides the default. The same policy applies at the source and at the server.
 */
export interface Policy {
  /**
   * Further allowed keys; a name ending in `.*` covers all keys with this prefix. Their values are still
   * searched.
   */
  readonly allow: readonly string[];
  /** Denied keys that the default allows; the same forms. */
  readonly deny: readonly string[];
  /** The treatment of values under unknown keys. Keys of people, money and secrets are always dropped. */
  readonly unknownKeys: 'drop' | 'hash';
  /**
   * The salt of the hashes, which protects them from guessing; 16 characters or more, required for `hash`.
   */
  readonly salt: string;
  /** IP addresses of clients and peers. `private` keeps those of private networks. */
  readonly ipAddresses: 'keep' | 'private' | 'drop';
  /**
   * Countries whose national phone numbers are found without a word such as "phone" beside them. ISO 3166,
   * two letters.
   */
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

/** An invalid policy. The message names the entry and the way out. */
export class PolicyError extends Error {
  readonly code = 'BAD_POLICY';

  constructor(entry: string, problem: string) {
    super(`privacy policy, ${entry}: ${problem}`);
    this.name = 'PolicyError';
  }
}

const shortestSalt = 16;

/**
 * Reads a policy from a parsed file. The entries `allow`, `deny`, `unknown_keys`, `salt`, `ip_addresses` and
 * `phone_regions` are optional.
 *
 * @throws PolicyError for an unknown or invalid entry
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

/**
 * Returns the policy.
 *
 * @throws PolicyError if it has hashes without a salt
 */
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
