import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../language/use-format.js';
import { ChartTable } from './chart-table.js';
import './chart.css';

/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** A variable of the palette: `--machine`. */
  readonly colour: string;
  /** One for each instant; `null` where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
  /** The space under the line is tinted. */
  readonly filled?: boolean;
}

export interface ChartProps {
  /** What it shows, for those who can't see it. */
  readonly label: string;
  /** Microseconds since 1970, rising. */
  readonly instants: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Writes a value for the axis and for the table. */
  readonly write: (value: number) => string;
  /** The values are lengths of time in milliseconds: the axis is cut at round hours and days. */
  readonly durations?: boolean;
  /** In pixels. */
  readonly height?: number;
  /** Called with the index of the instant that was clicked. */
  readonly onChoose?: (index: number) => void;
}

/** Lines over time. The same numbers are in a table for screen readers; the drawing library comes on demand. */
export function Chart(props: ChartProps) {
  const { label, height = 150 } = props;
  const { ref, width } = useElementSize();
  const target = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const format = useFormat();
  useEffect(() => {
    let gone = false;
    let remove: (() => void) | undefined;
    const draw = async () => {
      const { drawLines } = await import('./draw-lines.js');
      if (!gone && target.current !== null && width > 0) {
        remove = drawLines(target.current, { ...props, width, height, format });
      }
    };
    void draw();
    return () => {
      gone = true;
      remove?.();
    };
  }, [props, width, height, scheme, format]);
  return (
    <figure className="chart" aria-label={label}>
      <div ref={ref} className="chart-room">
        <div ref={target} className="chart-drawing" style={{ height }} aria-hidden="true" />
      </div>
      <ChartTable {...props} />
    </figure>
  );
}
