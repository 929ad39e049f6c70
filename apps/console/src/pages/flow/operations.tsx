import { Button, Skeleton } from '@mantine/core';
import type { FlowOperations } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operationsQuery } from '../../api/flow-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { useFormat } from '../../language/use-format.js';
import type { FlowFilters } from './flow-search.js';

/** Upper limit of the shown operations; the command line also shows rarer ones. */
const shownOperations = 20;

/**
 * Requests and messages of the latest orders, and their successors. Loaded on request, because spans are
 * many.
 */
export function Operations({ filters }: { readonly filters: FlowFilters }) {
  const { t } = useTranslation();
  const [isAsked, ask] = useState(false);
  const found = useQuery({ ...operationsQuery(filters), enabled: isAsked });
  return (
    <section className="section" aria-labelledby="flow-operations">
      <div className="section-head">
        <h2 id="flow-operations">{t('flow.operations.title')}</h2>
        {!isAsked && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              ask(true);
            }}
          >
            {t('flow.operations.read')}
          </Button>
        )}
      </div>
      <p className="muted">{t('flow.operations.about')}</p>
      {found.isError && <InlineProblem error={found.error} />}
      {isAsked && found.isPending && <Skeleton height={200} radius="md" />}
      {found.data !== undefined && <OperationTable found={found.data} />}
    </section>
  );
}

function OperationTable({ found }: { readonly found: FlowOperations }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { activities, edges, looked_at: lookedAt, without_spans: without, more } = found;
  const note = [
    t('flow.operations.of', { count: lookedAt }),
    ...(more ? [t('flow.operations.more')] : []),
    ...(without > 0 ? [t('flow.operations.without', { count: without })] : []),
  ];
  if (activities.length === 0)
    return <p className="panel flow-none">{`${t('flow.operations.none')} ${note.join(' ')}`}</p>;
  const nextOf = (name: string) => edges.find(({ from }) => from === name);
  return (
    <>
      <p className="muted" role="status">
        {note.join(' ')}
      </p>
      <div className="panel flow-table-room" tabIndex={0} role="group" aria-labelledby="flow-operations">
        <table className="flow-table">
          <thead>
            <tr>
              <th scope="col">{t('flow.operations.operation')}</th>
              <th scope="col">{t('flow.operations.count')}</th>
              <th scope="col">{t('flow.operations.orders')}</th>
              <th scope="col">{t('flow.operations.takes')}</th>
              <th scope="col">{t('flow.operations.next')}</th>
              <th scope="col">{t('flow.operations.after')}</th>
            </tr>
          </thead>
          <tbody>
            {activities.slice(0, shownOperations).map(({ name, count, orders, working }) => {
              const next = nextOf(name);
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{format.count(count)}</td>
                  <td>{format.count(orders)}</td>
                  <td>{working === null ? '–' : format.duration(working.median_ms)}</td>
                  <td>{next?.to ?? '–'}</td>
                  <td>{next === undefined ? '–' : format.duration(next.times.median_ms)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
