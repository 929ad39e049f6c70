import type { FastifyRequest } from 'fastify';
import type { LinkState } from './order-links.js';
import { linkToken } from './link-token.js';

export interface LinkAddressing {
  /** What tokens are made with. */
  readonly key: Buffer;
  /** Where browsers reach this server; where absent, as the request did. */
  readonly publicUrl?: URL | undefined;
}

/** The address that opens the link; whoever has it sees the order. */
export function linkAddress(
  { linkId }: LinkState,
  { key, publicUrl }: LinkAddressing,
  { protocol, host }: FastifyRequest,
): string {
  return `${publicUrl?.origin ?? `${protocol}://${host}`}/p/${linkToken(linkId, key)}`;
}
