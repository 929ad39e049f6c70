import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import type { ChartProps } from './chart-props.js';

const nothing = '–';

/** A chart's values as a table, for screen readers. */
export function ChartTable({ label, instants, series, write }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="hidden-text">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.map((at, index) => (
            <tr key={at}>
              <th scope="row">{format.day(at)}</th>
              {series.map(({ name, values }) => {
                const value = values[index] ?? null;
                return <td key={name}>{value === null ? nothing : write(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
