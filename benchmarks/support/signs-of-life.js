import { randomBytes } from 'node:crypto';
import { clearInterval, setInterval } from 'node:timers';
import { nanosFromMillis } from '@ordertrace/model';

const everyMs = 1000;

/**
 * Each service sends one span a second, as soon as it has ended. Returns the function that ends this.
 *
 * @param {{ send: (telemetry: object) => Promise<void> }} sender
 * @param {readonly string[]} services
 */
export function sendSignsOfLife(sender, services) {
  const send = () => sender.send({ spans: services.map(spanOf), logs: [] }).catch(() => undefined);
  const sending = setInterval(() => void send(), everyMs);
  return () => clearInterval(sending);
}

function spanOf(service) {
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceState: '',
    flags: 1,
    name: 'read a table',
    kind: 'internal',
    startNanos: nanosFromMillis(Date.now()) - 1_000_000n,
    durationNanos: 1_000_000n,
    status: 'unset',
    statusMessage: '',
    attributes: new Map(),
    events: [],
    links: [],
    resource: { attributes: new Map([['service.name', service]]) },
    scope: { name: 'benchmark', version: '', attributes: new Map() },
  };
}
