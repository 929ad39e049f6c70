// How much of the forbidden data in telemetry does the gate find, how often does it redact something
// harmless, and does its time grow only linearly with the text? Uses values generated from a seed, alone and
// in surrounding texts.
//
//   npm run bench -- privacy [--samples 2000] [--seed 1]
import { parseArgs } from 'node:util';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import {
  harmlessKinds,
  secretKinds,
  seeded,
  slowTexts,
  stays,
  surroundings,
} from '@ordertrace/privacy/samples';
import { report } from './support/report.js';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const samples = Number(values.samples);
const random = seeded(Number(values.seed));
const gate = createGate(defaultPolicy);
const scrub = (text) => gate.scrubText('log.body', text);

let [missed, planted] = [0, 0];
for (const { detector, name, make } of secretKinds(random)) {
  const misses = {};
  for (const [where, around] of Object.entries(surroundings))
    for (let i = 0; i < samples; i++) {
      const { text, secret } = make();
      planted++;
      if (!stays(scrub(around(text)), secret)) continue;
      missed++;
      misses[where] = (misses[where] ?? 0) + 1;
    }
  const looked = samples * Object.keys(surroundings).length;
  const lost = Object.values(misses).reduce((all, count) => all + count, 0);
  report('privacy', `found, ${detector}, ${name}`, (100 * (looked - lost)) / looked, '%');
  for (const [where, count] of Object.entries(misses))
    console.error(`not found, ${detector}, ${name}, ${where}: ${count} of ${samples}`);
}
report('privacy', 'found, all', (100 * (planted - missed)) / planted, '%');

for (const { name, make } of harmlessKinds(random)) {
  let changed = 0;
  let looked = 0;
  for (const [where, around] of Object.entries(surroundings)) {
    // Query values are user input and always redacted.
    if (where === 'in a query') continue;
    for (let i = 0; i < samples; i++) {
      const text = around(make());
      looked++;
      if (scrub(text) !== text) changed++;
    }
  }
  report('privacy', `false alarms, ${name}`, (100 * changed) / looked, '%');
}

const longest = 32_768;
let slowest = { ms: 0, part: '' };
let worst = { ratio: 0, part: '' };
for (const part of slowTexts) {
  const text = part.repeat(Math.floor((2 * longest) / part.length));
  costOf(text);
  const [half, ms] = [costOf(text.slice(0, longest)), costOf(text)];
  if (ms > slowest.ms) slowest = { ms, part };
  if (ms > 10 && ms / half > worst.ratio) worst = { ratio: ms / half, part };
}
console.error(`slowest: ${JSON.stringify(slowest.part)}; grows most: ${JSON.stringify(worst.part)}`);
report('privacy', 'processor time of the slowest text of 64 Ki characters', slowest.ms, 'ms');
report('privacy', 'processor time of twice the length, at worst', worst.ratio, '×');

/**
 * Processor time in ms as a text and as a statement. The minimum of several runs, because the machine has
 * other load.
 */
function costOf(text) {
  let least = Infinity;
  for (let i = 0; i < 7; i++) {
    const before = process.cpuUsage();
    scrub(text);
    gate.scrubAttribute('span.attribute', 'db.query.text', text);
    least = Math.min(least, process.cpuUsage(before).user / 1000);
  }
  return least;
}
