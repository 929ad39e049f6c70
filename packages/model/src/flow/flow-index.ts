import type { Flow, FlowStage } from './flow.js';
import { ownValue } from './own-value.js';

/** A flow with precomputed lookups. */
export interface FlowIndex {
  stage(name: string): FlowStage | undefined;
  /** Index in the flow's order of stages; stages that are not in the flow come last. */
  position(name: string): number;
  isStart(name: string): boolean;
  isEnd(name: string): boolean;
  /** Whether `to` may follow `from` directly. */
  follows(from: string, to: string): boolean;
  /** Whether `to` may come after `from`, directly or later, without a closed order being reopened. */
  reaches(from: string, to: string): boolean;
}

function reachable(flow: Flow): ReadonlyMap<string, ReadonlySet<string>> {
  const end = new Set(flow.end);
  const next = new Map(flow.stages.map(({ name, next: names }) => [name, end.has(name) ? [] : names]));
  const reach = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(next.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...(next.get(name) ?? []));
    }
    return seen;
  };
  return new Map(flow.stages.map((stage) => [stage.name, reach(stage.name)]));
}

const indexes = new WeakMap<Flow, FlowIndex>();

/** Returns the index of a flow. Built once per flow object. */
export function flowIndex(flow: Flow): FlowIndex {
  const known = indexes.get(flow);
  if (known) return known;
  const stages = new Map(flow.stages.map((stage) => [stage.name, stage]));
  const positions = new Map(flow.stages.map((stage, position) => [stage.name, position]));
  const start = new Set(flow.start);
  const end = new Set(flow.end);
  const reach = reachable(flow);
  const index: FlowIndex = {
    stage: (name) => stages.get(name),
    position: (name) => positions.get(name) ?? flow.stages.length,
    isStart: (name) => start.has(name),
    isEnd: (name) => end.has(name),
    follows: (from, to) => stages.get(from)?.next.includes(to) ?? false,
    reaches: (from, to) => reach.get(from)?.has(to) ?? false,
  };
  indexes.set(flow, index);
  return index;
}

/** The application that moves an order of this tenant on; empty where the flow names none. */
export function ownerOf(stage: FlowStage, tenantId: string): string {
  return ownValue(stage.owner, tenantId) ?? ownValue(stage.owner, '*') ?? '';
}
