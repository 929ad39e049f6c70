import UPlot, { type AlignedData, type Axis, type Options, type Series } from 'uplot';
import type { Format } from '../../language/use-format.js';
import { microsPerSecond } from '../instant.js';
import type { ChartProps, ChartSeries } from './chart-props.js';
import 'uplot/dist/uPlot.min.css';

export interface Drawing extends ChartProps {
  readonly width: number;
  readonly height: number;
  readonly format: Format;
}

/** Draws the lines into an element. Returns a function that removes them. */
export function drawLines(target: HTMLElement, drawing: Drawing): () => void {
  const { instants, series } = drawing;
  const data: AlignedData = [
    instants.map((at) => at / microsPerSecond),
    ...series.map(({ values }) => [...values]),
  ];
  const note = document.createElement('div');
  note.className = 'chart-note';
  note.hidden = true;
  const plot = new UPlot(optionsOf(target, drawing, note), data, target);
  plot.over.append(note);
  if (drawing.onChoose !== undefined) {
    plot.over.addEventListener('click', () => {
      if (typeof plot.cursor.idx === 'number') {
        drawing.onChoose?.(plot.cursor.idx);
      }
    });
  }
  return () => {
    plot.destroy();
  };
}

function optionsOf(target: HTMLElement, drawing: Drawing, note: HTMLElement): Options {
  const { width, height, series, format, write, durations } = drawing;
  const palette = getComputedStyle(target);
  const colour = (name: string) => palette.getPropertyValue(name).trim();
  const axis: Axis = {
    stroke: colour('--text-3'),
    font: `11px ${palette.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 1) * 1.05] } },
    axes: [
      {
        ...axis,
        size: 22,
        grid: { show: false },
        values: (_plot, splits) => splits.map((second) => format.day(second * microsPerSecond)),
      },
      {
        ...axis,
        size: 62,
        space: 34,
        values: (_plot, splits) => splits.map((value) => (value === 0 ? '0' : write(value))),
        ...(durations === true ? { incrs: roundDurations } : {}),
      },
    ],
    series: [{}, ...series.map((each) => lineOf(each, colour(each.colour)))],
    hooks: { setCursor: [(plot) => showValues(plot, drawing, note)] },
  };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Distances between ticks of a duration axis. Milliseconds. */
const roundDurations = [
  ...[1, 10, 100, 1_000, 10_000],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => count * day),
];

function lineOf({ dashed, filled, values }: ChartSeries, colour: string): Series {
  // A single value makes no line: it is drawn as a point.
  const alone = values.filter((value) => value !== null).length === 1;
  return {
    stroke: colour,
    width: 1.75,
    spanGaps: true,
    points: alone ? { show: true, size: 7, fill: colour } : { show: false },
    ...(dashed === true ? { dash: [4, 4] } : {}),
    ...(filled === true ? { fill: `color-mix(in srgb, ${colour} 14%, transparent)` } : {}),
  };
}

/** Shows the values under the pointer beside it. */
function showValues(plot: UPlot, { instants, series, format, write }: Drawing, note: HTMLElement): void {
  const { idx, left = 0 } = plot.cursor;
  const at = typeof idx === 'number' ? instants[idx] : undefined;
  note.hidden = at === undefined;
  if (at === undefined || typeof idx !== 'number') {
    return;
  }
  const lines = series.flatMap(({ name, values }) => {
    const value = values[idx] ?? null;
    return value === null ? [] : [`${name}: ${write(value)}`];
  });
  note.textContent = [format.day(at), ...lines].join('\n');
  const half = plot.over.clientWidth / 2;
  note.style.left = left < half ? `${left + 10}px` : 'auto';
  note.style.right = left < half ? 'auto' : `${plot.over.clientWidth - left + 10}px`;
}
