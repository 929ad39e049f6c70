import { graphlib, layout } from '@dagrejs/dagre';
import type { FlowMapView } from '@ordertrace/api';

export interface PlacedStage {
  readonly name: string;
  /** Left upper corner, in pixels. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedStep {
  readonly from: string;
  readonly to: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Centre of the label beside it. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedMap {
  readonly width: number;
  readonly height: number;
  readonly stages: readonly PlacedStage[];
  readonly steps: readonly PlacedStep[];
}

export const stageSize = { width: 120, height: 46 };
const labelSize = { width: 52, height: 18 };
const margin = 10;

/** Fields that the layout adds to nodes and edges; its own types omit them. */
interface PlacedFields {
  readonly x?: number;
  readonly y?: number;
  readonly points?: PlacedStep['points'];
}

interface Extent {
  readonly width?: number;
  readonly height?: number;
}

/** Layout from left to right, in the direction of orders. Frequent steps stay straight. */
export function placeMap({ activities, edges }: Pick<FlowMapView, 'activities' | 'edges'>): PlacedMap {
  const graph = new graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 14, edgesep: 14, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of activities) graph.setNode(name, { ...stageSize });
  const most = Math.max(1, ...edges.map(({ count }) => count));
  const known = edges.filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to));
  for (const { from, to, count } of known) {
    graph.setEdge(from, to, { ...labelSize, labelpos: 'c', weight: 1 + Math.round((count / most) * 8) });
  }
  layout(graph);
  const whole = graph.graph() as Extent;
  return {
    width: whole.width ?? 0,
    height: whole.height ?? 0,
    stages: activities.map(({ name }) => {
      const { x = 0, y = 0 } = graph.node(name) as PlacedFields;
      return { name, x: x - stageSize.width / 2, y: y - stageSize.height / 2 };
    }),
    steps: known.map(({ from, to }) => {
      const { points = [], x = 0, y = 0 } = graph.edge(from, to) as PlacedFields;
      return { from, to, points, x, y };
    }),
  };
}

/** A smooth line through the points, as an SVG path. */
export function pathThrough(points: PlacedStep['points']): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = rest.map((point, index) => {
    const before = index === 0 ? first : (rest[index - 1] ?? first);
    const middle = (before.x + point.x) / 2;
    return `C${middle},${before.y} ${middle},${point.y} ${point.x},${point.y}`;
  });
  return `M${first.x},${first.y}${parts.join('')}`;
}
