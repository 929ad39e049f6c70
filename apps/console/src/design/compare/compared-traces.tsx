import type { TraceView } from '@ordertrace/api';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { compareTraces, type ComparedOperation, type OperationTotal } from './compare-traces.js';
import './compare.css';

export interface ComparedTracesProps {
  readonly here: TraceView;
  readonly there: TraceView;
  readonly colours: ReadonlyMap<string, string>;
}

const nothing = '–';

/** Comparison of two traces by operation. */
export function ComparedTraces({ here, there, colours }: ComparedTracesProps) {
  const { t } = useTranslation();
  const operations = useMemo(() => compareTraces(here, there), [here, there]);
  const most = Math.max(1e-9, ...operations.map(({ moreMs }) => Math.abs(moreMs)));
  return (
    <div className="panel compared" tabIndex={0} role="group" aria-label={t('compare.tab')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('compare.operation')}</th>
            <th scope="col">{t('compare.here')}</th>
            <th scope="col">{t('compare.there')}</th>
            <th scope="col">{t('compare.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <OperationRow
              key={`${operation.service} ${operation.name}`}
              operation={operation}
              most={most}
              colour={colours.get(operation.service)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface OperationRowProps {
  readonly operation: ComparedOperation;
  /** The greatest difference, in milliseconds. */
  readonly most: number;
  readonly colour: string | undefined;
}

function OperationRow({ operation, most, colour }: OperationRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { service, name, here, there, moreMs } = operation;
  const kind = here === undefined ? 'missing' : there === undefined ? 'added' : 'both';
  return (
    <tr data-kind-of={kind}>
      <th scope="row" style={{ '--colour': colour ?? 'var(--text-3)' }}>
        <span className="waterfall-service">{service}</span> {name}
      </th>
      <td>
        <TotalText total={here} missing={t('compare.missing')} />
      </td>
      <td>
        <TotalText total={there} missing={nothing} />
      </td>
      <td>
        <span className="compared-bar" aria-hidden="true">
          <span
            data-more={moreMs > 0}
            style={{ width: `${(Math.abs(moreMs) / most) * 50}%`, [moreMs > 0 ? 'left' : 'right']: '50%' }}
          />
        </span>
        <span className="compared-more">
          {moreMs > 0 ? '+' : ''}
          {format.duration(moreMs)}
        </span>
      </td>
    </tr>
  );
}

function TotalText({
  total,
  missing,
}: {
  readonly total: OperationTotal | undefined;
  readonly missing: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (total === undefined) {
    return <span className="compared-none">{missing}</span>;
  }
  return (
    <>
      {format.duration(total.totalMs)}
      {total.count > 1 && <span className="faint"> {`×${format.count(total.count)}`}</span>}
      {total.errors > 0 && (
        <span className="broken-count"> {t('traces.errors', { count: total.errors })}</span>
      )}
    </>
  );
}
