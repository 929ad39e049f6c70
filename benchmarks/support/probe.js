// Polls an address every 100 ms. Answers "read" with the longest time without an answer since the last
// "read".
import { setTimeout as sleep } from 'node:timers/promises';

const [address] = process.argv.slice(2);
let answeredAt = performance.now();
let longest = 0;
process.on('message', () => {
  process.send(Math.max(longest, performance.now() - answeredAt));
  longest = 0;
});
process.send('ready');
for (;;) {
  await fetch(address)
    .then((answer) => answer.text())
    .catch(() => undefined);
  longest = Math.max(longest, performance.now() - answeredAt);
  answeredAt = performance.now();
  await sleep(100);
}
