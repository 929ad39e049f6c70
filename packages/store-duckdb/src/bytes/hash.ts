/** Mixes a 32-bit word so that each output bit depends on all input bits (the finaliser of MurmurHash3). */
export function mixed(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A 32-bit hash of an order ID. It is stored on disk, so it must never change. */
export function orderHash(orderId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < orderId.length; i++) hash = Math.imul(hash ^ orderId.charCodeAt(i), 0x01000193);
  return mixed(hash ^ orderId.length);
}

/** A 32-bit hash of a trace ID by its four words. It is stored on disk, so it must never change. */
export function traceHash(words: Uint32Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
  return mixed(a ^ mixed(b ^ mixed(c ^ mixed(d))));
}

/** A 64-bit hash of any text. It is stored on disk, so it must never change. */
export function textKey(text: string): bigint {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (BigInt(mixed(high ^ text.length)) << 32n) | BigInt(mixed(low));
}
