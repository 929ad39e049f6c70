import { createHash } from 'node:crypto';
import type { NamedToken } from '../config.js';

/** Returns the name of the `Authorization` header's bearer token. */
export function bearerNames(
  tokens: readonly NamedToken[],
): (header: string | undefined) => string | undefined {
  const nameByDigest = new Map(tokens.map(({ name, token }) => [digest(token), name]));
  return (header) => {
    const [, token] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
    // Digests are compared, so that the response time reveals nothing about the tokens.
    return token === undefined ? undefined : nameByDigest.get(digest(token));
  };
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
