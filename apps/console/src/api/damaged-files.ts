import { useSyncExternalStore } from 'react';

let damagedFiles = 0;
const listeners = new Set<() => void>();

/** Stores what the latest answer reported. */
export function noteDamagedFiles(count: number): void {
  if (count === damagedFiles) return;
  damagedFiles = count;
  for (const listener of listeners) listener();
}

/** The number of damaged files of the server's store that affect the latest answer; 0 if it is complete. */
export function useDamagedFiles(): number {
  return useSyncExternalStore(listen, () => damagedFiles);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
