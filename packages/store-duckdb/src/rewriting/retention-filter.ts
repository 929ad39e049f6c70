import { spanKinds, type OrderRef } from '@ordertrace/model';
import { isInSkeleton } from '@ordertrace/store';
import { traceHash } from '../bytes/hash.js';
import type { RecordRows } from '../runs/record-rows.js';
import type { NamedElsewhere } from './named-elsewhere.js';
import type { OrderRules } from './order-rules.js';
import { traceOf, type RowFilter } from './row-filter.js';
import type { RowWindow } from './row-window.js';

export interface RetentionSources {
  readonly rules: OrderRules;
  /** The number of rules. The next reason number means that a record belongs to no order. */
  readonly ruleCount: number;
  readonly technicalBefore: bigint | undefined;
  /** Traces whose order only an event names. */
  readonly strays: ReadonlyMap<string, readonly OrderRef[]>;
  readonly elsewhere: NamedElsewhere;
}

const serverKind = spanKinds.indexOf('server');

/** Removes what the rules of its orders allow to remove from each trace. */
export class RetentionFilter implements RowFilter {
  readonly #sources: RetentionSources;

  constructor(sources: RetentionSources) {
    this.#sources = sources;
  }

  judge(window: RowWindow): Uint8Array {
    const { rows } = window;
    const verdicts = new Uint8Array(rows.length);
    for (let start = 0, end = 0; start < rows.length; start = end) {
      while (end < rows.length && rows.home[end] === rows.home[start]) end++;
      for (const group of groupsOf(rows, start, end)) this.#judgeGroup(window, group, verdicts);
    }
    return verdicts;
  }

  #judgeGroup(window: RowWindow, group: readonly number[], verdicts: Uint8Array): void {
    const { rules, ruleCount, technicalBefore } = this.#sources;
    const rule = this.#ruleOf(window, group);
    if (rule === 'technical') {
      const times = new BigInt64Array(window.rows.time.buffer);
      const isOld = (row: number) => technicalBefore !== undefined && (times[row] ?? 0n) < technicalBefore;
      if (!group.some(isOld) || this.#isNamedElsewhere(window.rows, group[0] ?? 0)) return;
      for (const row of group) if (isOld(row)) verdicts[row] = ruleCount + 1;
      return;
    }
    const keep = rule === undefined ? 'all' : rules.keep(rule);
    if (rule === undefined || keep === 'all') return;
    const stays = keep === 'nothing' ? () => false : skeletonOf(window, group);
    for (const row of group) if (!stays(row)) verdicts[row] = rule + 1;
  }

  /** The rule of a trace's rows; `undefined` if one of its orders has none. */
  #ruleOf({ rows, dictionaries }: RowWindow, group: readonly number[]): number | 'technical' | undefined {
    const first = group[0] ?? 0;
    const named = new Set<OrderRef>(this.#straysOf(rows, first));
    for (const row of group)
      for (const index of dictionaries.orderSets[rows.orderSet[row] ?? 0] ?? []) {
        const order = dictionaries.orders[index];
        if (order !== undefined) named.add(order);
      }
    const { rules } = this.#sources;
    if (named.size === 0) return isAtHome(rows, first) ? 'technical' : rules.ofHash(rows.home[first] ?? 0);
    const withTenant = new Set([...named].flatMap((order) => (order.tenantId === '' ? [] : [order.orderId])));
    let most: number | undefined;
    for (const order of named) {
      if (order.tenantId === '' && withTenant.has(order.orderId)) continue;
      const rule = rules.ofOrder(order);
      if (rule === undefined) return undefined;
      most = rules.most(most, rule);
    }
    return most;
  }

  #straysOf(rows: RecordRows, row: number): readonly OrderRef[] {
    const { strays } = this.#sources;
    return strays.size === 0 || !rows.hasTrace(row) ? [] : (strays.get(traceOf(rows, row)) ?? []);
  }

  #isNamedElsewhere(rows: RecordRows, row: number): boolean {
    return rows.hasTrace(row) && this.#sources.elsewhere.has(traceOf(rows, row));
  }
}

/** Whether the position of the row does not depend on an order. */
function isAtHome(rows: RecordRows, row: number): boolean {
  return rows.hasTrace(row) ? rows.home[row] === traceHash(rows.trace, row * 4) : rows.home[row] === 0;
}

/** Groups a range of rows by trace; rows without a trace are separate. */
function groupsOf(rows: RecordRows, start: number, end: number): Iterable<readonly number[]> {
  const groups: number[][] = [];
  const byTrace = new Map<number, number[]>();
  for (let row = start; row < end; row++) {
    if (!rows.hasTrace(row)) {
      groups.push([row]);
      continue;
    }
    const key = (rows.trace[row * 4 + 2] ?? 0) + ((rows.trace[row * 4 + 3] ?? 0) & 0x1fffff) * 0x1_0000_0000;
    const known = byTrace.get(key);
    if (known === undefined) byTrace.set(key, [row]);
    else known.push(row);
  }
  return [...groups, ...byTrace.values()];
}

function skeletonOf({ rows, dictionaries }: RowWindow, group: readonly number[]): (row: number) => boolean {
  const shape = (row: number) => dictionaries.shapes[rows.shape[row] ?? 0];
  if (rows.kind === 'log') return (row) => dictionaries.texts[shape(row)?.name ?? 0] !== '';
  const spanIds = new BigUint64Array(rows.spanId.buffer);
  const parents = new BigUint64Array(rows.parent.buffer);
  const answered = new Set(group.filter((row) => shape(row)?.kind === serverKind).map((row) => parents[row]));
  return (row) =>
    isInSkeleton({
      kind: spanKinds[shape(row)?.kind ?? 0] ?? 'unspecified',
      isRoot: parents[row] === 0n,
      isAnswered: answered.has(spanIds[row]),
    });
}
