/**
 * Imported first in every Node process that the launcher starts: when the launcher is gone, however it went, the
 * channel to it closes, and the process ends as if asked to.
 */
const lastResortMs = 8000;

function end(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastResortMs).unref();
}

process.once('disconnect', end);
process.channel?.unref();
// The launcher may have gone before this line; a process that never had a channel has no `connected`.
if ('connected' in process && !process.connected) end();
