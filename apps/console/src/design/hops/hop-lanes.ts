import type { HopView } from '@ordertrace/api';

/** A hop between two lanes, numbered from the left. */
export interface LaneHop {
  readonly key: string;
  readonly hop: HopView;
  readonly from: number;
  /** Lane of the receiver. For a hop that was not received: the expected lane, if it is known. */
  readonly to: number | undefined;
}

export interface HopLanes {
  readonly services: readonly string[];
  readonly hops: readonly LaneHop[];
}

/** Services as lanes, in the order in which the order reached them, and the hops between them by time. */
export function hopLanes(hops: readonly HopView[]): HopLanes {
  const sorted = [...hops].sort((one, other) => (one.from.timestamp < other.from.timestamp ? -1 : 1));
  const receivers = new Map<string, string>();
  const services = new Set<string>();
  for (const hop of sorted) {
    services.add(hop.from.application_name);
    for (const receiver of hop.to) {
      services.add(receiver.application_name);
      receivers.set(hop.destination, receiver.application_name);
    }
  }
  const lanes = [...services];
  return {
    services: lanes,
    hops: sorted.map((hop, index) => {
      const receiver = hop.to[0]?.application_name ?? receivers.get(hop.destination);
      return {
        key: `${hop.from.trace_id}/${hop.from.span_id}/${index}`,
        hop,
        from: lanes.indexOf(hop.from.application_name),
        to: receiver === undefined ? undefined : lanes.indexOf(receiver),
      };
    }),
  };
}
