import { contextLosses, type ContextLoss, type LossExample, type LossFinding } from './context-losses.js';

/** The key of a finding: losses at the same place are one finding. */
export interface LossPlace {
  readonly loss: ContextLoss;
  readonly service: string;
  readonly place: string;
  readonly from?: string;
}

const examplesKept = 3;
/** Most places kept for each kind of loss. Names come from telemetry, so the list needs a bound. */
const placesOfALoss = 200;
const otherPlaces = '(other)';

interface Gathered extends LossPlace {
  count: number;
  readonly examples: LossExample[];
}

/** Groups losses by place, with the latest of each place as examples. */
export class LossList {
  readonly #places = new Map<string, Gathered>();
  readonly #placesOf = new Map<ContextLoss, number>();

  add(where: LossPlace, example: LossExample): void {
    const gathered = this.#at(where);
    gathered.count++;
    const { examples } = gathered;
    const at = examples.findIndex(({ timeNanos }) => timeNanos < example.timeNanos);
    if (at >= 0) examples.splice(at, 0, example);
    else examples.push(example);
    if (examples.length > examplesKept) examples.pop();
  }

  findings(): readonly LossFinding[] {
    return [...this.#places.values()]
      .map((gathered) => ({ ...gathered, lastNanos: gathered.examples[0]?.timeNanos ?? 0n }))
      .sort(
        (a, b) =>
          contextLosses.indexOf(a.loss) - contextLosses.indexOf(b.loss) ||
          b.count - a.count ||
          (keyOf(a) < keyOf(b) ? -1 : 1),
      );
  }

  #at(where: LossPlace): Gathered {
    const known = this.#places.get(keyOf(where));
    if (known !== undefined) return known;
    const places = this.#placesOf.get(where.loss) ?? 0;
    if (places >= placesOfALoss && where.place !== otherPlaces)
      return this.#at({ loss: where.loss, service: '', place: otherPlaces });
    this.#placesOf.set(where.loss, places + 1);
    const added: Gathered = { ...where, count: 0, examples: [] };
    this.#places.set(keyOf(where), added);
    return added;
  }
}

function keyOf({ loss, service, place, from = '' }: LossPlace): string {
  return JSON.stringify([loss, service, place, from]);
}
