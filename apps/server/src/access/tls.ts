import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config-error.js';
import type { TlsFiles } from './access-config.js';

/** A certificate with its chain, and its key. PEM. */
export interface TlsKeys {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @throws ConfigError if the files can't be read or don't match */
export async function readTlsKeys(files: TlsFiles | undefined): Promise<TlsKeys | undefined> {
  if (files === undefined) return undefined;
  const cert = await read('ORDERTRACE_TLS_CERT_FILE', files.certFile);
  const key = await read('ORDERTRACE_TLS_KEY_FILE', files.keyFile);
  if (!belongTogether(cert, key)) {
    throw new ConfigError(
      'ORDERTRACE_TLS_KEY_FILE',
      `${files.keyFile} is not the key of the certificate ${files.certFile}; both must be PEM, the key without password.`,
    );
  }
  return { cert, key };
}

function belongTogether(cert: Buffer, key: Buffer): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function read(setting: string, file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new ConfigError(
      setting,
      `${file} can't be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`,
    );
  });
}
