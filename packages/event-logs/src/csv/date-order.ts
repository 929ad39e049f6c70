import { EventLogError } from '../event-log-error.js';
import type { DateOrder } from '../options.js';
import { dayAndMonth } from '../time/wall-time.js';

/** Evidence for the order of day and month in dates with the year last, from the values of a whole file. */
export class DateOrderEvidence {
  readonly #stated: DateOrder | undefined;
  readonly #isNeedless: boolean;
  #looked = 0;
  #dates = 0;
  #dayFirstLine = 0;
  #monthFirstLine = 0;

  constructor(stated: DateOrder | undefined, isNeedless = stated !== undefined) {
    this.#stated = stated;
    this.#isNeedless = isNeedless || stated !== undefined;
  }

  /** True if no evidence is needed: the order was stated, or the year comes first. */
  get isNeedless(): boolean {
    return this.#isNeedless || (this.#looked > 0 && this.#dates === 0);
  }

  look(text: string, line: number): void {
    this.#looked++;
    const numbers = dayAndMonth(text.trim());
    if (!numbers) return;
    this.#dates++;
    const [first, second] = numbers;
    if (first > 12) this.#dayFirstLine ||= line;
    if (second > 12) this.#monthFirstLine ||= line;
  }

  /** Throws `EventLogError` (`date_order_unknown`) if the values are inconclusive or contradictory. */
  order(): DateOrder | undefined {
    if (this.#isNeedless || this.#dates === 0) return this.#stated;
    if (this.#dayFirstLine > 0 && this.#monthFirstLine === 0) return 'dmy';
    if (this.#monthFirstLine > 0 && this.#dayFirstLine === 0) return 'mdy';
    const problem =
      this.#dayFirstLine > 0
        ? `Line ${this.#dayFirstLine} has the day first, line ${this.#monthFirstLine} the month`
        : 'The dates may have the day or the month first, and no value tells which';
    throw new EventLogError('date_order_unknown', `${problem}. State date_order=dmy or date_order=mdy.`, {
      option: 'date_order',
    });
  }
}
