// `node healthy.js URL`: ends with 0 where the address answers 200; what a container's health check runs.
const url = process.argv[2];
const answer = await fetch(url, { signal: AbortSignal.timeout(2500) }).catch((error) => ({
  ok: false,
  status: error.message,
}));
if (!answer.ok) console.error(`${url}: ${answer.status}`);
process.exit(answer.ok ? 0 : 1);
