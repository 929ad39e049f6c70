/** Random numbers in [0, 1); the same seed returns the same numbers (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function draws(random: () => number) {
  const int = (below: number) => Math.floor(random() * below);
  const from = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(int(alphabet.length))).join('');
  const pick = <T>(items: readonly T[]): T => items[int(items.length)] as T;
  const hex = (bytes: number) => from('0123456789abcdef', 2 * bytes);
  return { int, from, pick, hex, digits: (length: number) => from('0123456789', length) };
}
