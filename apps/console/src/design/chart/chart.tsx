import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../language/use-format.js';
import type { ChartProps } from './chart-props.js';
import { ChartTable } from './chart-table.js';
import './chart.css';

/** A line chart over time, with a table for screen readers. The drawing library is loaded on demand. */
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
