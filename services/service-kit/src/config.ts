import { readFileSync } from 'node:fs';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An invalid setting; `key` is its name. */
export class ConfigError extends Error {
  readonly code = 'BAD_CONFIG';
  readonly key: string;

  constructor(key: string, problem: string) {
    super(`${key}: ${problem}`);
    this.name = 'ConfigError';
    this.key = key;
  }
}

/** The variable's text without surrounding blanks; an empty text counts as not set. */
function optionalText(env: Environment, key: string): string | undefined {
  const value = env[key]?.trim();
  return value === '' ? undefined : value;
}

export function text(env: Environment, key: string, otherwise: string): string {
  return optionalText(env, key) ?? otherwise;
}

export function requiredText(env: Environment, key: string, example: string): string {
  const value = optionalText(env, key);
  if (value === undefined) throw new ConfigError(key, `is needed, for example ${example}`);
  return value;
}

/**
 * A secret: the variable's text, or the content of the file that `KEY_FILE` names, for mounted secrets. Error
 * messages never contain the secret.
 */
export function optionalSecret(env: Environment, key: string): string | undefined {
  const given = optionalText(env, key);
  const file = optionalText(env, `${key}_FILE`);
  if (file === undefined) return given;
  if (given !== undefined) throw new ConfigError(key, `is set, and so is ${key}_FILE; leave one of them out`);
  try {
    return optionalText({ [key]: readFileSync(file, 'utf8') }, key);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ConfigError(`${key}_FILE`, `"${file}" can't be read (${reason})`);
  }
}

export interface Range {
  readonly otherwise: number;
  readonly min: number;
  readonly max: number;
}

export function wholeNumber(env: Environment, key: string, { otherwise, min, max }: Range): number {
  const value = optionalText(env, key);
  if (value === undefined) return otherwise;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new ConfigError(key, `"${value}" is no whole number from ${min} to ${max}`);
  }
  return number;
}

export function oneOf<T extends string>(env: Environment, key: string, values: readonly [T, ...T[]]): T {
  const value = text(env, key, values[0]);
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new ConfigError(key, `"${value}" is none of ${values.join(', ')}`);
  return known;
}

/** `name=value` pairs separated by commas. The message names no value: it may be a secret. */
export function pairs(env: Environment, key: string): readonly (readonly [string, string])[] {
  const items = (optionalText(env, key) ?? '').split(',').map((item) => item.trim());
  return items
    .filter((item) => item !== '')
    .map((item, index) => {
      const equals = item.indexOf('=');
      if (equals < 1 || equals === item.length - 1) {
        throw new ConfigError(key, `its item ${index + 1} is no name=value pair`);
      }
      return [item.slice(0, equals).trim(), item.slice(equals + 1).trim()] as const;
    });
}

/** A name with its bearer token. A name may have several tokens, for example during a rotation. */
export interface NamedToken {
  readonly name: string;
  readonly token: string;
}

const shortestToken = 16;

/**
 * Tokens with the names they stand for: `name=token` pairs of the variable, separated by commas, and of the
 * file that `KEY_FILE` names, one a line. Throws `ConfigError` without any token in its message.
 */
export function namedTokens(env: Environment, key: string): readonly NamedToken[] {
  const given = pairs(env, key);
  const all = [...given, ...pairsOfFile(env, `${key}_FILE`)].map(([name, token]) => ({ name, token }));
  const owners = new Map<string, string>();
  for (const { name, token } of all) {
    if (token.length < shortestToken) {
      throw new ConfigError(key, `the token of ${name} is shorter than ${shortestToken} characters`);
    }
    const owner = owners.get(token) ?? name;
    if (owner !== name) {
      throw new ConfigError(key, `${owner} and ${name} have the same token; give each its own`);
    }
    owners.set(token, owner);
  }
  return all;
}

function pairsOfFile(env: Environment, key: string): readonly (readonly [string, string])[] {
  const file = optionalText(env, key);
  if (file === undefined) return [];
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(key, `can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const lines = content.split('\n').map((line) => line.trim());
  const joined = lines.filter((line) => line !== '' && !line.startsWith('#')).join(',');
  return pairs({ [key]: joined }, key);
}
