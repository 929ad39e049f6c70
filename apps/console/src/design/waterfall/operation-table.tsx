import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { operationTimes, type OperationTimes } from './operation-times.js';
import type { WaterfallRow } from './span-rows.js';
import './operation-table.css';

export interface OperationTableProps {
  readonly rows: readonly WaterfallRow[];
  readonly colours: ReadonlyMap<string, string>;
  /** Shows the spans of the operation. */
  readonly onOperation: (operation: OperationTimes) => void;
}

/** Time of spans by operation. */
export function OperationTable({ rows, colours, onOperation }: OperationTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const operations = useMemo(() => operationTimes(rows), [rows]);
  const most = Math.max(1e-9, ...operations.map(({ ownMs }) => ownMs));
  return (
    <div
      className="panel operation-table"
      tabIndex={0}
      role="group"
      aria-label={t('waterfall.operations.title')}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('waterfall.name')}</th>
            <th scope="col">{t('waterfall.operations.own')}</th>
            <th scope="col">{t('waterfall.operations.total')}</th>
            <th scope="col">{t('waterfall.operations.longest')}</th>
            <th scope="col">{t('waterfall.operations.count')}</th>
            <th scope="col">{t('waterfall.operations.errors')}</th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <tr key={operation.key}>
              <th scope="row" style={{ '--colour': colours.get(operation.service) ?? 'var(--text-3)' }}>
                <span className="waterfall-service">{operation.service}</span>{' '}
                <button
                  type="button"
                  className="plain-button link-button"
                  onClick={() => {
                    onOperation(operation);
                  }}
                >
                  {operation.name}
                </button>
              </th>
              <td className="operation-own">
                <span
                  className="operation-bar"
                  style={{ width: `${(operation.ownMs / most) * 100}%` }}
                  aria-hidden="true"
                />
                <span>{format.duration(operation.ownMs)}</span>
              </td>
              <td>{format.duration(operation.totalMs)}</td>
              <td>{format.duration(operation.longestMs)}</td>
              <td>{format.count(operation.count)}</td>
              <td className={operation.errors > 0 ? 'broken-count' : 'faint'}>
                {format.count(operation.errors)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
