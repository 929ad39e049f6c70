import { readFile } from 'node:fs/promises';
import { roles, type Role } from '@ordertrace/api';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import type { TokenHolder } from './token-holder.js';

const short = { minLength: 1, maxLength: 256 };

const Entry = Type.Object(
  {
    name: Type.String(short),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    may: Type.Optional(Type.Array(Type.Literal('ingest'))),
    roles: Type.Optional(Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...roles] }))),
    tenant: Type.Optional(Type.String(short)),
    application: Type.Optional(Type.String(short)),
    expires: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
type Entry = Static<typeof Entry>;

const TokenFile = Type.Object({ tokens: Type.Array(Entry) }, { additionalProperties: false });

/** An invalid file of tokens. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
}

/** Token holders by the token's SHA-256 in hexadecimal: the tokens themselves are not stored. */
export type HoldersByHash = ReadonlyMap<string, TokenHolder>;

/** @throws TokenFileError with the entry */
export async function readTokenFile(path: string): Promise<HoldersByHash> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new TokenFileError(`${path} can't be read: ${error instanceof Error ? error.message : ''}`);
  });
  return holdersFrom(text, path);
}

/** @param path for error texts */
export function holdersFrom(text: string, path: string): HoldersByHash {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw new TokenFileError(`${path} is no YAML`);
  }
  if (!Value.Check(TokenFile, content)) {
    const [first] = Value.Errors(TokenFile, content);
    throw new TokenFileError(
      `${path}: ${first?.instancePath.slice(1).replaceAll('/', '.') ?? ''} ${first?.message ?? ''}`,
    );
  }
  const holders = new Map<string, TokenHolder>();
  for (const entry of content.tokens) {
    if (holders.has(entry.sha256))
      throw new TokenFileError(`${path}: ${entry.name} has another entry's token`);
    holders.set(entry.sha256, holderOf(entry, path));
  }
  return holders;
}

function holderOf(entry: Entry, path: string): TokenHolder {
  const expiresMs = entry.expires === undefined ? undefined : Date.parse(entry.expires);
  if (Number.isNaN(expiresMs)) throw new TokenFileError(`${path}: ${entry.name}: expires is no date`);
  return {
    person: {
      name: entry.name,
      subject: `token:${entry.name}`,
      roles: entry.roles ?? [],
      tenantId: entry.tenant,
      scopes: entry.may ?? [],
    },
    application: entry.application,
    expiresMs,
  };
}
