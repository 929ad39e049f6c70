import type { TlsKeys } from '../access/tls.js';
import type { Ingest } from './ingest.js';
import { createSenders, type Senders } from './senders.js';

export interface ReceiverOptions {
  readonly ingest: Ingest;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Who may send; absent for anyone. */
  readonly senders?: Senders;
  /** Absent for connections in the clear. */
  readonly tls?: TlsKeys | undefined;
}

export const anySender = createSenders({ tokens: undefined, required: false });

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
