import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { databaseUrl, ensureDatabases, postgresAnswers } from '../postgres/databases.js';
import { prepareEmbeddedPostgres } from '../postgres/embedded-postgres.js';
import type { ChildSpec } from '../process/child-process.js';
import { errorLines } from '../process/error-lines.js';
import type { LaunchError } from '../process/launch-error.js';
import type { LaunchOptions } from './options.js';
import {
  readyAddress,
  serverSpec,
  serviceDatabase,
  serviceNames,
  serviceSpec,
  type PartnerAccount,
  type ServiceName,
} from './parts.js';
import { answers } from './ready.js';
import { RotatingLog } from '../process/rotating-log.js';
import type { Screen } from './screen.js';
import {
  giveUpAfterFive,
  keepTrying,
  SupervisedChild,
  type RestartPolicy,
} from '../process/supervised-child.js';

const startWithinMs = 60_000;

export interface SystemSetup {
  readonly options: LaunchOptions;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly partners: readonly PartnerAccount[];
  readonly screen: Screen;
  /** Called once, when a process that everything depends on has died too often. */
  readonly onGivenUp: (error: LaunchError) => void;
}

/** All processes of one start. They are stopped in reverse order. */
export class System {
  readonly #setup: SystemSetup;
  /** Processes in the order of their start. Those of one inner list start together. */
  readonly #started: SupervisedChild[][] = [];
  readonly #messagingToken = randomBytes(24).toString('base64url');
  #starting: Promise<void>[] = [];
  #stopping = false;

  constructor(setup: SystemSetup) {
    this.#setup = setup;
  }

  /** Starts all parts. Throws if one can't be started; the parts that have started keep running. */
  async start(): Promise<void> {
    // The services need the database. The server does not, so it starts at the same time as the database.
    this.#starting = [this.#startTogether([this.#server()])];
    if (!this.#setup.options.serverOnly) this.#starting.push(this.#startServices());
    await Promise.all(this.#starting);
  }

  /** Stops all processes. Kills those that do not end in time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#stopStarted();
    // An unfinished start stops at its next step; the processes that it began are stopped below.
    await Promise.allSettled(this.#starting);
    await this.#stopStarted();
  }

  /** Kills all processes at once. */
  kill(): void {
    for (const child of this.#started.flat()) child.kill();
  }

  async #startServices(): Promise<void> {
    const url = await this.#database();
    await this.#startTogether(
      serviceNames.map((name) => this.#service(name, databaseUrl(url, serviceDatabase[name]))),
    );
  }

  /** URL of a Postgres that has the services' databases. */
  async #database(): Promise<string> {
    const { options, screen } = this.#setup;
    const began = performance.now();
    if (options.database !== undefined) {
      await ensureDatabases(options.database, Object.values(serviceDatabase));
      screen.done('the databases are there', began);
      return options.database;
    }
    const { url, child } = await prepareEmbeddedPostgres(options.data);
    screen.done('postgres has its data folder', began);
    await this.#startTogether([this.#supervise(child, () => postgresAnswers(url), giveUpAfterFive)]);
    if (!this.#stopping) await ensureDatabases(url, Object.values(serviceDatabase));
    return url;
  }

  #server(): SupervisedChild {
    const { options } = this.#setup;
    const isReady = (): Promise<boolean> => answers(readyAddress('server', options.ports));
    return this.#supervise(serverSpec(this.#setup), isReady, giveUpAfterFive);
  }

  #service(name: ServiceName, url: string): SupervisedChild {
    const { options } = this.#setup;
    const isReady = (): Promise<boolean> => answers(readyAddress(name, options.ports));
    return this.#supervise(
      serviceSpec(name, { ...this.#setup, databaseUrl: url, messagingToken: this.#messagingToken }),
      isReady,
      keepTrying,
    );
  }

  #supervise(spec: ChildSpec, isReady: () => Promise<boolean>, policy: RestartPolicy): SupervisedChild {
    const { options, screen, onGivenUp } = this.#setup;
    return new SupervisedChild(spec, {
      log: new RotatingLog(join(options.data, 'logs', `${spec.name}.log`)),
      policy,
      isReady,
      readyWithinMs: startWithinMs,
      report: screen.warn,
      onLine: errorLines(spec.name, screen.warn),
      onGivenUp,
    });
  }

  async #startTogether(children: readonly SupervisedChild[]): Promise<void> {
    if (this.#stopping) return;
    this.#started.push([...children]);
    const outcomes = await Promise.allSettled(
      children.map(async (child) => {
        const began = performance.now();
        await child.start();
        if (!this.#stopping) this.#setup.screen.done(`${child.name} is ready`, began);
      }),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #stopStarted(): Promise<void> {
    for (const together of this.#started.toReversed()) {
      await Promise.all(together.map((child) => child.stop()));
    }
  }
}
