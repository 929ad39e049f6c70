import type { LogRecord, Span } from '@ordertrace/model';

const resource = { attributes: new Map([['service.name', 'mes-api']]) };
const scope = { name: 'test', version: '1', attributes: new Map() };

export function sampleSpan(changes: Partial<Span> = {}): Span {
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    startNanos: 1_544_712_660_000_000_000n,
    durationNanos: 1_000_000n,
    status: 'unset',
    statusMessage: '',
    attributes: new Map(),
    events: [],
    links: [],
    resource,
    scope,
    ...changes,
  };
}

export function sampleLog(changes: Partial<LogRecord> = {}): LogRecord {
  return {
    timeNanos: 1_544_712_660_000_000_000n,
    observedNanos: 0n,
    flags: 0,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: '',
    body: null,
    attributes: new Map(),
    resource,
    scope,
    ...changes,
  };
}
