import { isSameOrder, orderRefText, type Fact, type OrderRef } from '@ordertrace/model';
import { blankText, type Needle } from '../blanking.js';
import type { FactPage, FactQuery } from '../contract.js';
import { factPosition, matchesFactQuery } from '../fact-list.js';
import { comparePlaces, listCursor, listPosition } from '../problem-list.js';

/** Facts in a map by id. */
export class KeptFacts {
  readonly #facts = new Map<string, Fact>();

  append(facts: readonly Fact[]): void {
    for (const fact of facts) if (!this.#facts.has(fact.id)) this.#facts.set(fact.id, fact);
  }

  ofOrder(order: OrderRef): Fact[] {
    return [...this.#facts.values()].filter((fact) => isSameOrder(fact, order));
  }

  dropOrder(order: OrderRef): void {
    for (const { id } of this.ofOrder(order)) this.#facts.delete(id);
  }

  /** Blanks the matches of the needles. Returns the number of facts with a match. */
  blank(needles: readonly Needle[], dryRun: boolean): number {
    let count = 0;
    for (const [id, fact] of this.#facts) {
      const text = JSON.stringify(fact, factValue);
      const blanked = blankText(text, needles);
      if (blanked === text) continue;
      count++;
      if (dryRun) continue;
      this.#facts.set(id, { ...(JSON.parse(blanked) as Fact), timeNanos: fact.timeNanos });
    }
    return count;
  }

  page(query: FactQuery): FactPage {
    const sign = query.descending === true ? -1 : 1;
    const after = listPosition(query.cursor);
    const matches = [...this.#facts.values()].filter((fact) => matchesFactQuery(fact, query));
    const found = (query.latestOfOrder === true ? latestOfOrders(matches) : matches)
      .filter((fact) => after === undefined || comparePlaces(factPosition(fact), after) * sign > 0)
      .sort((a, b) => comparePlaces(factPosition(a), factPosition(b)) * sign);
    const facts = found.slice(0, query.limit);
    const last = facts.at(-1);
    if (last === undefined || found.length <= query.limit) return { facts };
    return { facts, next: listCursor(factPosition(last)) };
  }
}

function latestOfOrders(facts: readonly Fact[]): Fact[] {
  const latest = new Map<string, Fact>();
  for (const fact of facts) {
    const before = latest.get(orderRefText(fact));
    if (before === undefined || comparePlaces(factPosition(fact), factPosition(before)) > 0)
      latest.set(orderRefText(fact), fact);
  }
  return [...latest.values()];
}

function factValue(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
