// Polls an address every 100 ms. Answers "read" with the longest time without an answer since the last "read",
// and with the most processor time that the main thread of the process PID used between two answers: on a
// loaded machine an answer is late also because neither process runs.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [address, pid] = process.argv.slice(2);

/** Nanoseconds of the main thread. Linux only. */
function mainThreadNanos() {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return Number.NaN;
  }
}

let answered = { atMs: performance.now(), cpuNanos: mainThreadNanos() };
let most = { gapMs: 0, cpuMs: 0 };
function note() {
  const now = { atMs: performance.now(), cpuNanos: mainThreadNanos() };
  most = {
    gapMs: Math.max(most.gapMs, now.atMs - answered.atMs),
    cpuMs: Math.max(most.cpuMs, (now.cpuNanos - answered.cpuNanos) / 1e6),
  };
  return now;
}

process.on('message', () => {
  note();
  process.send(most);
  most = { gapMs: 0, cpuMs: 0 };
});
process.send('ready');
for (;;) {
  await fetch(address)
    .then((answer) => answer.text())
    .catch(() => undefined);
  answered = note();
  await sleep(100);
}
