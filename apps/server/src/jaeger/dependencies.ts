import type { EpochNanos } from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { Store } from '@ordertrace/store';

/** The number of calls from one service to another. */
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** Most spans that are read, newest first: far fewer show the dependencies. */
const spansAtMost = 200_000;

/** The calls between services: by parent, and for messages by link. */
export async function dependencies(
  store: Pick<Store, 'findSpans'>,
  time: { readonly fromNanos: EpochNanos; readonly toNanos: EpochNanos },
): Promise<Dependency[]> {
  const services = new Map<string, string>();
  const calls: { readonly from: string; readonly to: string }[] = [];
  let seen = 0;
  for await (const stored of store.findSpans(time)) {
    if (seen++ >= spansAtMost) break;
    services.set(stored.traceId + stored.spanId, stored.service);
    if (stored.kind !== 'server' && stored.kind !== 'consumer') continue;
    if (stored.parentSpanId !== undefined)
      calls.push({ from: stored.traceId + stored.parentSpanId, to: stored.service });
    if (stored.kind === 'consumer')
      for (const link of spanOf(stored).links)
        calls.push({ from: link.traceId + link.spanId, to: stored.service });
  }
  const counts = new Map<string, Dependency>();
  for (const { from, to } of calls) {
    const parent = services.get(from);
    if (parent === undefined || parent === to) continue;
    const key = JSON.stringify([parent, to]);
    counts.set(key, { parent, child: to, callCount: (counts.get(key)?.callCount ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.callCount - a.callCount || (a.parent < b.parent ? -1 : 1));
}
