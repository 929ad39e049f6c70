import { Counter, Gauge, type Registry } from 'prom-client';

/** The counters of the receivers. Records are spans and log records. */
export interface ReceiveMetrics {
  readonly received: Counter<'signal'>;
  readonly receivedBytes: Counter<'signal'>;
  readonly stored: Counter<'signal'>;
  readonly duplicates: Counter<'signal'>;
  readonly rejected: Counter<'signal' | 'reason'>;
  readonly cut: Counter<'signal' | 'kind'>;
  readonly refused: Counter<'signal' | 'reason'>;
}

/** Read whenever the metrics are collected. */
export interface ReceiveGauges {
  readonly bytesInFlight: () => number;
  readonly requestsWaiting: () => number;
}

/** Registers the counters and gauges. */
export function receiveMetrics(registry: Registry, gauges: ReceiveGauges): ReceiveMetrics {
  const registers = [registry];
  new Gauge({
    name: 'ordertrace_receive_bytes_in_flight',
    help: 'Bytes of requests that are being read, decoded or stored.',
    registers,
    collect() {
      this.set(gauges.bytesInFlight());
    },
  });
  new Gauge({
    name: 'ordertrace_receive_requests_waiting',
    help: 'Requests that are being decoded or stored.',
    registers,
    collect() {
      this.set(gauges.requestsWaiting());
    },
  });
  return {
    received: new Counter({
      name: 'ordertrace_received_records_total',
      help: 'Records in requests that could be decoded, kept or not.',
      labelNames: ['signal'],
      registers,
    }),
    receivedBytes: new Counter({
      name: 'ordertrace_received_bytes_total',
      help: 'Bytes of requests after decompression.',
      labelNames: ['signal'],
      registers,
    }),
    stored: new Counter({
      name: 'ordertrace_stored_records_total',
      help: 'Records durably kept.',
      labelNames: ['signal'],
      registers,
    }),
    duplicates: new Counter({
      name: 'ordertrace_duplicate_records_total',
      help: 'Records that were byte-identical to one already kept.',
      labelNames: ['signal'],
      registers,
    }),
    rejected: new Counter({
      name: 'ordertrace_rejected_records_total',
      help: 'Records left out of requests that were otherwise kept.',
      labelNames: ['signal', 'reason'],
      registers,
    }),
    cut: new Counter({
      name: 'ordertrace_cut_total',
      help: 'Attributes, events and links left out of records that had too many of them.',
      labelNames: ['signal', 'kind'],
      registers,
    }),
    refused: new Counter({
      name: 'ordertrace_refused_requests_total',
      help: 'Requests of which nothing was kept.',
      labelNames: ['signal', 'reason'],
      registers,
    }),
  };
}
