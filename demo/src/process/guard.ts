/**
 * Imported first in every Node process that the launcher starts. When the launcher dies, its channel closes,
 * and the process ends as if it were asked to.
 */
const lastResortMs = 8000;

function end(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastResortMs).unref();
}

process.once('disconnect', end);
process.channel?.unref();
// The launcher may have died before this line; a process that never had a channel has no `connected`.
if ('connected' in process && !process.connected) end();
