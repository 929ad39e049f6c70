import type { FastifyRequest } from 'fastify';
import type { LinkState } from './order-links.js';
import { linkToken } from './link-token.js';

export interface LinkAddressing {
  /** The key of the tokens. */
  readonly key: Buffer;
  /** The address of this server for browsers; by default, the address of the request. */
  readonly publicUrl?: URL | undefined;
}

/** The address of the link. Every person with it can see the order. */
export function linkAddress(
  { linkId }: LinkState,
  { key, publicUrl }: LinkAddressing,
  { protocol, host }: FastifyRequest,
): string {
  return `${publicUrl?.origin ?? `${protocol}://${host}`}/p/${linkToken(linkId, key)}`;
}
