import { cpus } from 'node:os';
import { cases } from './index.js';
import { playCases, type Outcome } from './play-cases.js';

export interface MeasureOptions {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly shuffle?: number;
  /** Names of cases that begin so. */
  readonly only: string;
  /** Print what is wrong with each verdict that is. */
  readonly listWrong: boolean;
  readonly json: boolean;
}

const bad: readonly string[] = ['failed', 'lost', 'stuck'];

/** Prints recall, precision, false alarms among healthy orders, and how often the right place is named. */
export async function measure(options: MeasureOptions): Promise<void> {
  const outcomes: Outcome[] = [];
  const chosen = cases.filter(({ name }) => name.startsWith(options.only));
  const { shuffle } = options;
  const order = shuffle === undefined ? {} : { shuffle };
  const begun = process.cpuUsage();
  for (let seed = options.firstSeed; seed < options.firstSeed + options.seeds; seed++)
    outcomes.push(...(await playCases(chosen, { seed, ...order })));
  const { user, system } = process.cpuUsage(begun);
  if (options.listWrong) listWrong(outcomes);
  const rates = ratesOf(outcomes);
  print({ ...rates, cpu_s: [(user + system) / 1e6, 's'] }, options.json);
}

type Rates = Readonly<Record<string, readonly [value: number, unit: string]>>;

export function ratesOf(outcomes: readonly Outcome[]): Rates {
  const expectsBad = ({ expected }: Outcome) => expected.situations.every((one) => bad.includes(one));
  const isBad = ({ situation }: Outcome) => bad.includes(situation);
  const faults = outcomes.filter(expectsBad);
  const healthy = outcomes.filter((one) => !one.expected.situations.some((name) => bad.includes(name)));
  const found = faults.filter((one) => isBad(one));
  const alarms = healthy.filter(
    (one) => isBad(one) || one.wrong.some((text) => text.startsWith('a problem')),
  );
  const placed = found.filter(({ wrong }) => !wrong.some((text) => /^(?:owner|place) /.test(text)));
  const right = outcomes.filter(({ wrong }) => wrong.length === 0);
  return {
    verdicts: [outcomes.length, 'verdicts'],
    right: [percent(right.length, outcomes.length), '%'],
    recall: [percent(found.length, faults.length), '%'],
    precision: [percent(found.length, found.length + alarms.length), '%'],
    false_alarms_among_healthy: [percent(alarms.length, healthy.length), '%'],
    right_place: [percent(placed.length, found.length), '%'],
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((part / whole) * 1000) / 10;
}

function listWrong(outcomes: readonly Outcome[]): void {
  for (const { case: of, order, at, wrong } of outcomes)
    if (wrong.length > 0) console.log(`${of.name} (${order}, ${at} s): ${wrong.join('; ')}`);
}

function print(rates: Rates, json: boolean): void {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`;
  for (const [metric, [value, unit]] of Object.entries(rates))
    console.log(
      json
        ? JSON.stringify({ bench: 'cases', metric, value, unit, machine })
        : `${metric.padEnd(28)} ${value} ${unit}`,
    );
}
