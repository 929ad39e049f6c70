import { definedFields } from '@ordertrace/conventions';
import type { Position, Positions } from './position.js';

/** A place in the sequence of numbered commits. */
export interface CommitPlace {
  readonly commit: bigint;
  /** Present if some records of the next commits were already returned. */
  readonly part?: string;
}

const form = /^(\d{1,19})(?:\+(.+))?$/s;

/** The position as text: `12`, or with a part `12+3/7`. */
export function positionAt({ commit, part }: CommitPlace): Position {
  return (part === undefined ? `${commit}` : `${commit}+${part}`) as Position;
}

/** @throws Error if another kind of store created the position */
export function placeOf(position: Position): CommitPlace {
  const place = placeIn(position);
  if (place === undefined) throw new Error(`'${position}' is no position of this store.`);
  return place;
}

/** The positions of a store that numbers its commits. */
export class CountedPositions implements Positions {
  readonly start = positionAt({ commit: 0n });
  readonly #lastCommit: () => Promise<bigint>;

  constructor(lastCommit: () => Promise<bigint>) {
    this.#lastCommit = lastCommit;
  }

  async latest(): Promise<Position> {
    return positionAt({ commit: await this.#lastCommit() });
  }

  /** A position after the last commit is one of another store. */
  async read(text: string): Promise<Position | undefined> {
    const place = placeIn(text) ?? placeInJson(text);
    return place === undefined || place.commit > (await this.#lastCommit()) ? undefined : positionAt(place);
  }

  distance(from: Position, to: Position): number {
    const commits = placeOf(to).commit - placeOf(from).commit;
    return commits > 0n ? Number(commits) : 0;
  }
}

function placeIn(text: string): CommitPlace | undefined {
  const [, commit, part] = form.exec(text) ?? [];
  return commit === undefined ? undefined : { commit: BigInt(commit), ...definedFields({ part }) };
}

/** The form of earlier versions: `{"commit":"12","part":"3/7"}`. */
function placeInJson(text: string): CommitPlace | undefined {
  try {
    const { commit, part } = JSON.parse(text) as { commit?: unknown; part?: unknown };
    if (typeof commit !== 'string' || !/^\d{1,19}$/.test(commit)) return undefined;
    return { commit: BigInt(commit), ...(typeof part === 'string' ? { part } : {}) };
  } catch {
    return undefined;
  }
}
