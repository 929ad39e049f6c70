import type { StoreEngine } from '../engine/store-engine.js';
import { packChanges, packEvents } from '../bytes/packed-events.js';
import { failureMessage } from '../failures/failure-message.js';
import type { AnswerMessage, CallMessage, CallName, Calls, StreamPiece } from './protocol.js';

type Answer = (message: AnswerMessage, transfer?: ArrayBuffer[]) => void;

type OtherCall = Exclude<CallName, 'append'>;

/** Most bytes of batches in one commit. */
const commitBytes = 32 << 20;

/** Handles calls. Batches that arrive during a commit share the next one; reads continue. */
export class CallHandler {
  readonly #engine: StoreEngine;
  readonly #answer: Answer;
  readonly #streams = new Map<number, ReturnType<StoreEngine['stream']>>();
  #nextStream = 1;
  #waiting: CallMessage<'append'>[] = [];
  #committing: Promise<void> | undefined;

  constructor(engine: StoreEngine, answer: Answer) {
    this.#engine = engine;
    this.#answer = answer;
  }

  take(message: CallMessage): void {
    if (isCall(message, 'append')) {
      this.#waiting.push(message);
      this.#committing ??= this.#commitAll();
      return;
    }
    void this.#run(message as CallMessage<OtherCall>);
  }

  async #run({ id, call, parameter }: CallMessage<OtherCall>): Promise<void> {
    try {
      const method = this.#calls[call] as (parameter: unknown) => unknown;
      const answer = await method(parameter);
      this.#answer({ id, answer }, givenAway(answer));
    } catch (error) {
      this.#answer({ id, failure: failureMessage(error, `answering ${call}`) });
    }
  }

  async #commitAll(): Promise<void> {
    // Lets all messages that have already arrived into the first commit.
    await otherWork();
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    this.#committing = undefined;
  }

  #takeGroup(): CallMessage<'append'>[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ parameter }) => (bytes += parameter.length) > commitBytes);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(1, end));
  }

  async #commit(group: readonly CallMessage<'append'>[]): Promise<void> {
    try {
      const appended = await this.#engine.telemetry.append(group.map(({ parameter }) => parameter));
      for (const [index, { id }] of group.entries()) this.#answer({ id, answer: appended[index] });
    } catch (error) {
      const failure = failureMessage(error, 'appending');
      for (const { id } of group) this.#answer({ id, failure });
    }
  }

  #firstPiece(chunks: ReturnType<StoreEngine['stream']>): Promise<StreamPiece> {
    const stream = this.#nextStream++;
    this.#streams.set(stream, chunks);
    return this.#nextPiece(stream);
  }

  async #nextPiece(stream: number): Promise<StreamPiece> {
    for (;;) {
      const next = this.#streams.get(stream)?.next();
      const chunk = next?.value ?? undefined;
      const isLast = chunk?.isLast ?? next?.done !== false;
      if (isLast) this.#closeStream(stream);
      if (isLast || chunk !== undefined)
        return { packed: chunk?.packed, orders: chunk?.orders, stream: isLast ? undefined : stream };
      await otherWork();
    }
  }

  #closeStream(stream: number): void {
    this.#streams.get(stream)?.return();
    this.#streams.delete(stream);
  }

  readonly #calls: {
    [Name in OtherCall]: (parameter: Calls[Name][0]) => Calls[Name][1] | Promise<Calls[Name][1]>;
  } = {
    streamOpen: (request) => this.#firstPiece(this.#engine.stream(request)),
    ordersOpen: async (request) => {
      const { events, states, problems, records } = await this.#engine.orders(request);
      return { events: packEvents(events), states, problems, ...(await this.#firstPiece(records)) };
    },
    streamNext: (stream) => this.#nextPiece(stream),
    streamClose: (stream) => {
      this.#closeStream(stream);
      return undefined;
    },
    lastCommit: () => this.#engine.telemetry.lastCommit,
    telemetryAfter: (query) => this.#engine.telemetryAfter(query),
    eventsOfOrders: async (orders) => packEvents(await this.#engine.events(orders)),
    tenantsOfOrders: (orderIds) => this.#engine.tenantsOfOrders(orderIds),
    changesAfter: async (after) => packChanges(await this.#engine.changes(after)),
    saveOrders: (save) => this.#engine.states.save(save),
    savedCommit: () => this.#engine.states.savedCommit(),
    ordersByRef: (refs) => this.#engine.states.byRef(refs),
    listOrders: (query) => this.#engine.states.list(query),
    countOrders: (filter) => this.#engine.states.counts(filter),
    ordersToCheck: (query) => this.#engine.states.toCheck(query),
    flow: ({ question, query }) => this.#engine.flow.answer(question, query),
    appendFacts: async (facts) => {
      await this.#engine.facts.append(facts);
      return undefined;
    },
    facts: (query) => this.#engine.facts.page(query),
    saveProblems: async (save) => {
      await this.#engine.problems.save(save);
      return undefined;
    },
    problemsById: (ids) => this.#engine.problems.byId(ids),
    problemsOfOrders: (orders) => this.#engine.problems.ofOrders(orders),
    listProblems: (query) => this.#engine.problems.page(query),
    listCauses: (query) => this.#engine.problems.causes(query),
    leadTimes: (query) => this.#engine.numbers.leadTimes(query),
    unresolvedAt: (query) => this.#engine.numbers.unresolvedAt(query),
    problemHours: (query) => this.#engine.numbers.problemHours(query),
    retain: (job) => this.#engine.retention.retain(job),
    retentionProgress: () => this.#engine.retention.progress,
    erase: (request) => this.#engine.erasure.erase(request),
    services: () => this.#engine.services(),
    operations: (service) => this.#engine.operations(service),
    tenants: () => this.#engine.tenants(),
    statistics: () => this.#engine.statistics(),
    damage: () => this.#engine.damage(),
    check: (request) => this.#engine.check.run(request),
    checkProgress: () => this.#engine.check.progress,
    prepareBackup: () => this.#engine.prepareBackup(),
    close: async () => {
      await this.#committing;
      await this.#engine.close();
      return undefined;
    },
  };
}

/** Packed records are transferred with the response, not copied. */
function givenAway(answer: unknown): ArrayBuffer[] {
  if (typeof answer !== 'object' || answer === null || !('packed' in answer)) return [];
  return answer.packed instanceof Uint8Array ? [answer.packed.buffer as ArrayBuffer] : [];
}

function isCall<Name extends CallName>(message: CallMessage, name: Name): message is CallMessage<Name> {
  return message.call === name;
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
