import type { ChartSeries } from './chart-props.js';

/** Legend of a chart. */
export function ChartLegend({ series }: { readonly series: readonly ChartSeries[] }) {
  return (
    <ul className="chart-legend" aria-hidden="true">
      {series.map(({ name, colour, dashed }) => (
        <li key={name} data-dashed={dashed === true} style={{ '--colour': `var(${colour})` }}>
          {name}
        </li>
      ))}
    </ul>
  );
}
