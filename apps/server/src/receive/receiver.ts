import type { TlsKeys } from '../access/tls.js';
import type { Ingest } from './ingest.js';
import { createSenders, type Senders } from './senders.js';

export interface ReceiverOptions {
  readonly ingest: Ingest;
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** The permissions of senders; absent if everyone may send. */
  readonly senders?: Senders;
  /** Absent for unencrypted connections. */
  readonly tls?: TlsKeys | undefined;
}

export const anySender = createSenders({ tokens: undefined, required: false });

/** An open port for telemetry. */
export interface Receiver {
  /** The bound `host:port`. */
  readonly address: string;
  readonly port: number;
  /** Refuses new requests and completes the running ones. */
  close(): Promise<void>;
}

export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
