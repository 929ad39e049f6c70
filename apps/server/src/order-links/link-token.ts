import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a link's address carries: the link's id, and a proof that this server made it. */
const form = /^([\w-]{16})\.([\w-]{43})$/;

export function newLinkId(): string {
  return randomBytes(12).toString('base64url');
}

/** The same for the same id: nothing of it needs to be kept. */
export function linkToken(linkId: string, key: Buffer): string {
  return `${linkId}.${proofOf(linkId, key).toString('base64url')}`;
}

/** The id, where the token is one of ours; it may have expired or been revoked since. */
export function linkIdOf(token: string, key: Buffer): string | undefined {
  const [, linkId = '', proof = ''] = form.exec(token) ?? [];
  const given = Buffer.from(proof, 'base64url');
  const expected = proofOf(linkId, key);
  return given.length === expected.length && timingSafeEqual(given, expected) ? linkId : undefined;
}

function proofOf(linkId: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`ordertrace order link 1\n${linkId}`).digest();
}
