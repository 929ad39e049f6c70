/** A run's rows of an order, in mentions and events. */
export function orderKey(run: number, hash: number): bigint {
  return (BigInt(run) << 32n) | BigInt(hash);
}

/** SQL list of the keys; they are numbers of ours, so nothing in it needs quoting. */
export function keyList(keys: readonly bigint[]): string {
  return keys.join();
}
