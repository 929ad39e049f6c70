// Are orders that will be late flagged early? `npm run bench -- at-risk [--orders 20000] [--seed 1] [--log
// FILE] [--json]`. A back-test: the stages' times are learned from the orders that left a stage first, and
// tested on those that left it later. Generated orders pass three stages; most are late only because
// something held them up. A log (CSV, XES, OCEL) has no deadlines: each activity gets a learned one, twice
// its usual longest time (p90).
import { parseArgs } from 'node:util';
import { openEventLog } from '@ordertrace/event-logs';
import { lateStay } from '@ordertrace/model';
import { randomOf } from './support/random.js';
import { report } from './support/report.js';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    log: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const minuteNanos = 60_000_000_000;
/** As `learnStageTimes`: fewer stays have no usual time. */
const enough = 30;

/**
 * Realistic stages: the usual stay, its variation, the deadline, and the share of orders that are held up.
 */
const stages = [
  { name: 'priced by a machine', medianMin: 6, spread: 0.6, allowedMin: 60, heldUp: 0.03, longest: 40 },
  { name: 'claimed by an operator', medianMin: 90, spread: 0.7, allowedMin: 900, heldUp: 0.05, longest: 8 },
  { name: 'made', medianMin: 600, spread: 0.4, allowedMin: 2700, heldUp: 0.06, longest: 5 },
];

/** Stays in one stage, by the time of leaving it. */
function madeStays({ medianMin, spread, allowedMin, heldUp, longest }, orders, random) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: orders }, () => {
    const usual = medianMin * Math.exp(spread * normal());
    // An order that is held up may still be in time.
    const minutes = random() < heldUp ? allowedMin * (0.5 + random() * longest) : usual;
    return BigInt(Math.round(minutes * minuteNanos));
  });
}

function tried(before, after, allowedNanos) {
  const learned = lateStay(BigInt64Array.from(before).sort(), allowedNanos);
  const late = after.filter((stay) => stay > allowedNanos);
  const onTime = after.filter((stay) => stay <= allowedNanos);
  const flagged = (stays, until) =>
    learned === undefined || learned.fromNanos >= until
      ? 0
      : stays.filter((stay) => stay > learned.fromNanos).length;
  return {
    late: late.length,
    onTime: onTime.length,
    early: flagged(late, allowedNanos / 2n),
    flaggedLate: flagged(late, allowedNanos),
    falseFlags: flagged(onTime, allowedNanos),
  };
}

function sum(results) {
  const total = { late: 0, onTime: 0, early: 0, flaggedLate: 0, falseFlags: 0 };
  for (const result of results) for (const key of Object.keys(total)) total[key] += result[key];
  return total;
}

function print(name, { late, onTime, early, flaggedLate, falseFlags }) {
  const percent = (part, whole) => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10);
  const metrics = {
    late_orders: [late, 'orders'],
    late_flagged_with_half_their_time_left: [percent(early, late), '%'],
    late_flagged_before_the_deadline: [percent(flaggedLate, late), '%'],
    on_time_flagged: [percent(falseFlags, onTime), '%'],
    flagged_that_were_late: [percent(flaggedLate, flaggedLate + falseFlags), '%'],
  };
  for (const [metric, [value, unit]] of Object.entries(metrics)) {
    if (values.json) {
      if (value !== null) report('at-risk', `${name}: ${metric}`, value, unit);
    } else console.log(`${name.padEnd(28)} ${metric.padEnd(40)} ${value ?? '–'} ${unit}`);
  }
}

/** Stays in each activity of a log, by the time of leaving it. */
async function staysOfLog(file) {
  const reader = await openEventLog(file, { timeZone: 'UTC' });
  const orders = new Map();
  for await (const batch of reader.batches()) {
    for (const event of batch.events) {
      const steps = orders.get(event.orderId) ?? [];
      steps.push(event);
      orders.set(event.orderId, steps);
    }
  }
  const stays = new Map();
  for (const steps of orders.values()) {
    steps.sort((a, b) => (a.timeNanos < b.timeNanos ? -1 : 1));
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (next === undefined) continue;
      const all = stays.get(step.activity) ?? [];
      all.push({ leftNanos: next.timeNanos, stay: next.timeNanos - step.timeNanos });
      stays.set(step.activity, all);
    }
  }
  for (const all of stays.values()) all.sort((a, b) => (a.leftNanos < b.leftNanos ? -1 : 1));
  return new Map([...stays].map(([activity, all]) => [activity, all.map(({ stay }) => stay)]));
}

function halves(stays) {
  const cut = Math.floor(stays.length / 2);
  return [stays.slice(0, cut), stays.slice(cut)];
}

const results = [];
if (values.log === undefined) {
  const random = randomOf(Number(values.seed));
  for (const stage of stages) {
    const [before, after] = halves(madeStays(stage, Number(values.orders), random));
    const result = tried(before, after, BigInt(stage.allowedMin * minuteNanos));
    print(stage.name, result);
    results.push(result);
  }
} else {
  for (const [activity, stays] of await staysOfLog(values.log)) {
    const [before, after] = halves(stays);
    if (before.length < enough) continue;
    const sorted = BigInt64Array.from(before).sort();
    const p90 = sorted[Math.ceil(sorted.length * 0.9) - 1];
    if (p90 === 0n) continue;
    const result = tried(before, after, p90 * 2n);
    print(activity, result);
    results.push(result);
  }
}
print('all', sum(results));
