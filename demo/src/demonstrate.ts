import { manufacturerFlow } from '@ordertrace/flow';
import { messageOf } from './process/launch-error.js';
import type { LaunchOptions } from './launch/options.js';
import { address, type PartnerAccount } from './launch/parts.js';
import type { Screen } from './launch/screen.js';
import { retailTenant } from '@ordertrace/conventions';
import { OtlpSender } from './past/otlp-sender.js';
import { PastOrders } from './past/past-orders.js';
import { ApiClient } from './traffic/api-client.js';
import { Availability } from './traffic/availability.js';
import { partnerBuyer, retailBuyer, type Buyer } from './traffic/buyer.js';
import { OpenOrders } from './traffic/open-orders.js';
import { Traffic } from './traffic/traffic.js';
import { openWorkshop } from './traffic/workshop.js';

export interface DemonstrationSetup {
  readonly options: LaunchOptions;
  readonly partners: readonly PartnerAccount[];
  readonly screen: Screen;
}

/** A running demonstration beside the system: traffic and past orders. */
export interface Demonstration {
  readonly stop: () => Promise<void>;
}

const catchUpEveryMs = 15_000;

/**
 * Starts the traffic and the past orders that the options ask for. Errors are reported and leave the system
 * running.
 */
export function demonstrate(setup: DemonstrationSetup): Demonstration {
  const { options, screen } = setup;
  const stopping = new AbortController();
  const report = (what: string) => (error: unknown) => {
    if (!stopping.signal.aborted) screen.warn(`${what} ended: ${messageOf(error)}`);
  };
  const running: Promise<void>[] = [];
  if (options.pastOrders > 0) {
    running.push(sendPastOrders(setup, stopping.signal).catch(report('Sending the past orders')));
  }
  if (options.traffic) {
    running.push(trafficOf(setup, stopping.signal).run(stopping.signal).catch(report('The traffic')));
  }
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function sendPastOrders({ options, screen }: DemonstrationSetup, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const pastOrders = new PastOrders({
    flow: manufacturerFlow(),
    data: options.data,
    seed: options.seed,
    count: options.pastOrders,
    sender: new OtlpSender(address(options.ports.otlpHttp), signal),
    now: Date.now,
  });
  const { orders, spans, logs } = await pastOrders.catchUp();
  screen.done(`${orders} past orders: ${spans} spans, ${logs} log lines`, began);
  await pastOrders.goOn(catchUpEveryMs, signal);
}

function trafficOf({ options, partners, screen }: DemonstrationSetup, signal: AbortSignal): Traffic {
  const { shop, mes } = options.ports;
  const apiOf = (name: string, port: number): ((headers?: Record<string, string>) => ApiClient) => {
    const availability = new Availability(name, screen.warn);
    return (headers = {}) => new ApiClient({ base: address(port), headers, availability, signal });
  };
  const shopApi = apiOf('Shop API', shop);
  const mesApi = apiOf('MES API', mes);
  const partnerBuyers = partners.map(({ tenantId, token }): [string, Buyer] => [
    tenantId,
    partnerBuyer(mesApi({ authorization: `Bearer ${token}` })),
  ]);
  return new Traffic({
    seed: options.seed,
    rate: options.rate,
    orders: new OpenOrders(options.data),
    buyers: new Map([[retailTenant, retailBuyer(shopApi())], ...partnerBuyers]),
    workshop: openWorkshop(mesApi()),
    now: Date.now,
    report: screen.warn,
  });
}
