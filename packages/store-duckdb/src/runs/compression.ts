import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import type { MergedTelemetry } from './merge-batches.js';
import type { RecordRows } from './record-rows.js';

const level = 4;
const dictionaryBytes = 32 << 10;

const deflate = promisify(deflateRaw) as (
  bytes: Uint8Array,
  options: { level: number; dictionary?: Uint8Array },
) => Promise<Uint8Array>;

/** Compresses off this thread. */
export function compress(bytes: Uint8Array, dictionary: Uint8Array): Promise<Uint8Array> {
  return deflate(bytes, dictionary.length === 0 ? { level } : { level, dictionary });
}

export function decompress(bytes: Uint8Array, dictionary: Uint8Array): Uint8Array {
  return inflateRawSync(bytes, dictionary.length === 0 ? {} : { dictionary });
}

export function checksum(...parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), 0);
}

/**
 * A sample of what a run's pages are made of, known to compressor and reader before the first byte: a body of each
 * shape, the commonest last (the compressor reaches back to those the cheapest), after texts and resources.
 */
export function sampleDictionary({ spans, logs, dictionaries }: MergedTelemetry): Uint8Array {
  const common = [
    ...dictionaries.texts.slice(0, 500).map((text) => Buffer.from(text)),
    ...dictionaries.scopes.slice(0, 20),
    ...dictionaries.resources.slice(0, 20),
  ];
  const sample = Buffer.concat([...sampleBodies(spans), ...sampleBodies(logs), ...common].reverse());
  return sample.subarray(Math.max(0, sample.length - dictionaryBytes));
}

/** One body of each shape, the commonest shape first. */
function sampleBodies(rows: RecordRows): Uint8Array[] {
  const counts = new Map<number, { row: number; count: number }>();
  for (let row = 0; row < rows.length; row++) {
    const shape = rows.shape[row] ?? 0;
    const known = counts.get(shape);
    if (known === undefined) counts.set(shape, { row, count: 1 });
    else known.count++;
  }
  const commonest = [...counts.values()].sort((a, b) => b.count - a.count).slice(0, 200);
  return commonest.map(({ row }) => rows.body(row).subarray(0, 4096));
}
