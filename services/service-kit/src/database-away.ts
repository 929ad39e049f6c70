/** Errors of the network, and SQLSTATE of a server that is stopping, starting, or has no connection left. */
const awayCodes =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|57P0[123]|53300|08...|25P0[34])$/;

/** Errors of the driver that have no code. */
const awayMessage =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired)/;

/** Whether the database did not answer. The same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return awayCodes.test(error.code);
  return awayMessage.test(error.message);
}
