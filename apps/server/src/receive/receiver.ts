import type { Ingest } from './ingest.js';

export interface ReceiverOptions {
  readonly ingest: Ingest;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** An open port that takes telemetry. */
export interface Receiver {
  /** `host:port` as it was bound. */
  readonly address: string;
  readonly port: number;
  /** Takes no more requests, finishes those it has. */
  close(): Promise<void>;
}

export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
