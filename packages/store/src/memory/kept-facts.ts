import type { Fact } from '@ordertrace/model';
import type { FactPage, FactQuery } from '../contract.js';
import { factPosition, matchesFactQuery } from '../fact-list.js';
import { comparePlaces, listCursor, listPosition } from '../problem-list.js';

/** Facts in a map by id. */
export class KeptFacts {
  readonly #facts = new Map<string, Fact>();

  append(facts: readonly Fact[]): void {
    for (const fact of facts) if (!this.#facts.has(fact.id)) this.#facts.set(fact.id, fact);
  }

  page(query: FactQuery): FactPage {
    const sign = query.descending === true ? -1 : 1;
    const after = listPosition(query.cursor);
    const found = [...this.#facts.values()]
      .filter((fact) => matchesFactQuery(fact, query))
      .filter((fact) => after === undefined || comparePlaces(factPosition(fact), after) * sign > 0)
      .sort((a, b) => comparePlaces(factPosition(a), factPosition(b)) * sign);
    const facts = found.slice(0, query.limit);
    const last = facts.at(-1);
    if (last === undefined || found.length <= query.limit) return { facts };
    return { facts, next: listCursor(factPosition(last)) };
  }
}
