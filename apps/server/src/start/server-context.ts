import type { EpochNanos } from '@ordertrace/model';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ServerConfig } from '../config.js';
import type { Lifecycle } from './lifecycle.js';

/** The shared context of all parts of a server. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly metrics: Registry;
  readonly now: () => EpochNanos;
  /** Stops the process with an error; its supervisor starts it again. */
  readonly fail: () => void;
}
