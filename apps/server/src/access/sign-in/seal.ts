import { hkdfSync, randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Encrypts and authenticates texts (AES-256-GCM), with an expiry. */
export interface Seal {
  seal(content: Readonly<Record<string, unknown>>, lifeSeconds: number): Promise<string>;
  /** `undefined` for a text that is not ours, was changed, or has expired. */
  open(sealed: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** @param secret at least 32 characters; absent for a random one */
export function createSeal(secret: string | undefined): Seal {
  const material = secret ?? randomBytes(32);
  const key = new Uint8Array(hkdfSync('sha256', material, '', 'ordertrace session', 32));
  return {
    seal: (content, lifeSeconds) =>
      new EncryptJWT({ ...content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifeSeconds)
        .encrypt(key),
    open: async (sealed) => {
      try {
        const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
        return (await jwtDecrypt(sealed, key, options)).payload;
      } catch {
        return undefined;
      }
    },
  };
}
