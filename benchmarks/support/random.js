/**
 * Random numbers from a seed (mulberry32): the same seed gives the same traffic.
 * @param {number} seed
 * @returns {() => number} uniform in [0, 1)
 */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * @param {() => number} random
 * @param {number} bytes
 */
export function hexOf(random, bytes) {
  let text = '';
  for (let i = 0; i < bytes; i++)
    text += Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0');
  return text;
}
