import { costOf, type ReceiveLoad } from './load-bound.js';

/** The weight of a new measurement of the speed. */
const newShare = 0.2;
/** Requests that end together share a commit, so they are one measurement. */
const measuredMs = 50;

/** How long an announced request counts, so that slow uploads don't keep others out. */
const announcedMs = 5000;
/** The most that an announced request counts for, because its length is only what its sender claims. */
const mostAnnouncedBytes = 1024 * 1024;

interface AnnouncedRequest {
  readonly cost: number;
  readonly untilMs: number;
}

/** The requests that are being read, decoded or stored, and the speed of the store. */
export class WaitingRequests {
  readonly #clock: () => number;
  /** In the sequence of their arrival. */
  readonly #announced = new Set<AnnouncedRequest>();
  #announcedCost = 0;
  #requests = 0;
  #cost = 0;
  #costPerMs: number | undefined;
  #doneCost = 0;
  /** Since when `#doneCost` was stored, while some request waited. */
  #measuredSinceMs = 0;
  #lastDoneMs = 0;

  /** @param clock milliseconds of any monotonic clock */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  get load(): ReceiveLoad {
    return {
      requests: this.#requests,
      cost: this.#cost,
      costPerMs: this.#costPerMs,
      stalledMs: this.#requests === 0 ? 0 : this.#clock() - this.#lastDoneMs,
    };
  }

  /** The load with the requests whose bodies have not been read. */
  get loadAtHead(): ReceiveLoad {
    const nowMs = this.#clock();
    for (const announced of this.#announced) {
      if (announced.untilMs > nowMs) break;
      this.#remove(announced);
    }
    const { load } = this;
    return {
      ...load,
      requests: load.requests + this.#announced.size,
      cost: load.cost + this.#announcedCost,
    };
  }

  /** Counts a request from its head on, until the returned function is called, for five seconds at most. */
  announce(bytes: number): () => void {
    const cost = costOf(Math.min(bytes, mostAnnouncedBytes));
    const announced = { cost, untilMs: this.#clock() + announcedMs };
    this.#announced.add(announced);
    this.#announcedCost += cost;
    return () => this.#remove(announced);
  }

  #remove(announced: AnnouncedRequest): void {
    if (this.#announced.delete(announced)) this.#announcedCost -= announced.cost;
  }

  /** Counts a request of this size until the returned function is called. */
  add(bytes: number): (isStored: boolean) => void {
    const cost = costOf(bytes);
    if (this.#requests === 0) this.#beginMeasuring(this.#clock());
    this.#requests++;
    this.#cost += cost;
    return (isStored) => {
      this.#requests--;
      this.#cost -= cost;
      if (isStored) this.#measure(cost);
    };
  }

  #beginMeasuring(nowMs: number): void {
    this.#measuredSinceMs = nowMs;
    this.#lastDoneMs = nowMs;
    this.#doneCost = 0;
  }

  #measure(cost: number): void {
    const nowMs = this.#clock();
    this.#lastDoneMs = nowMs;
    this.#doneCost += cost;
    const tookMs = nowMs - this.#measuredSinceMs;
    if (tookMs < measuredMs) return;
    const costPerMs = this.#doneCost / tookMs;
    this.#costPerMs =
      this.#costPerMs === undefined ? costPerMs : this.#costPerMs + (costPerMs - this.#costPerMs) * newShare;
    this.#beginMeasuring(nowMs);
  }
}
