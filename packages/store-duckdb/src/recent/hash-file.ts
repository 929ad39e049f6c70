import { crc32 } from 'node:zlib';

const magic = 'othash01';
const headerBytes = 16;
const bytesOfHash = 8;

/** The hashes of a run's records as a file: magic, run, CRC-32 of run and hashes, hashes. */
export function hashFileOf(run: number, hashes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 'latin1');
  header.writeUInt32LE(run, 8);
  header.writeUInt32LE(crc32(hashes, crc32(header.subarray(8, 12))), 12);
  return Buffer.concat([header, hashes]);
}

/**
 * The hashes, two words each; `undefined` if the file is damaged or belongs to another run. A file without
 * magic has the older format.
 */
export function readHashFile(run: number, file: Uint8Array): Uint32Array | undefined {
  const bytes = Buffer.from(file);
  const isOlder = bytes.toString('latin1', 0, 8) !== magic;
  if (isOlder && (bytes.length === 0 || bytes.length % bytesOfHash > 0)) return undefined;
  if (!isOlder && !Buffer.from(hashFileOf(run, bytes.subarray(headerBytes))).equals(bytes)) return undefined;
  const hashes = Uint8Array.from(isOlder ? bytes : bytes.subarray(headerBytes));
  return new Uint32Array(hashes.buffer, 0, hashes.length >> 2);
}
