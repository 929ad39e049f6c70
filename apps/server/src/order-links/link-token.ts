import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The token in a link's address: the ID of the link, and a proof that this server created it. */
const form = /^([\w-]{16})\.([\w-]{43})$/;

export function newLinkId(): string {
  return randomBytes(12).toString('base64url');
}

/** The same ID always returns the same token, so it is not stored. */
export function linkToken(linkId: string, key: Buffer): string {
  return `${linkId}.${proofOf(linkId, key).toString('base64url')}`;
}

/** The ID of one of our tokens. The link may have expired or been revoked. */
export function linkIdOf(token: string, key: Buffer): string | undefined {
  const [, linkId = '', proof = ''] = form.exec(token) ?? [];
  const given = Buffer.from(proof, 'base64url');
  const expected = proofOf(linkId, key);
  return given.length === expected.length && timingSafeEqual(given, expected) ? linkId : undefined;
}

function proofOf(linkId: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`ordertrace order link 1\n${linkId}`).digest();
}
