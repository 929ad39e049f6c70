import type { OperationsStatus } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { operationsQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';
import { ForwardingTable } from './forwarding-table.js';
import { StoreFacts } from './store-facts.js';

type Received = OperationsStatus['received'][number];
type Refusal = OperationsStatus['refusals'][number];
type Application = OperationsStatus['applications'][number];

/** Received and refused telemetry with the reasons, and the progress of folding and forwarding. */
export function ReceivingView() {
  const { t } = useTranslation();
  const status = useQuery(operationsQuery());
  return (
    <section aria-label={t('operations.views.receiving')}>
      <Loaded question={status}>
        {(data) => (
          <>
            <StoreFacts status={data} />
            <ReceivedTable received={data.received} />
            {data.refusals.length > 0 && <RefusalTable refusals={data.refusals} />}
            <Applications applications={data.applications} />
            <ForwardingTable targets={data.forwarding} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function ReceivedTable({ received }: Pick<OperationsStatus, 'received'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = ['received', 'stored', 'duplicates', 'rejected', 'refused'] as const;
  const columns: readonly Column<Received>[] = [
    { name: t('operations.receiving.signal'), cell: ({ signal }) => t(`operations.receiving.${signal}`) },
    ...figures.map((name) => ({
      name: t(`operations.receiving.${name}`),
      cell: (row: Received) => format.count(row[name]),
      figures: true,
    })),
  ];
  const title = t('operations.receiving.title');
  return (
    <section className="section">
      <h2>{title}</h2>
      <DataTable label={title} columns={columns} rows={received} keyOf={({ signal }) => signal} />
    </section>
  );
}

function RefusalTable({ refusals }: Pick<OperationsStatus, 'refusals'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Refusal>[] = [
    { name: t('operations.reason'), cell: ({ reason }) => <span className="mono">{reason}</span> },
    { name: t('operations.receiving.signal'), cell: ({ signal }) => t(`operations.receiving.${signal}`) },
    { name: t('operations.receiving.what'), cell: ({ what }) => t(`operations.receiving.${what}`) },
    { name: t('operations.count'), cell: ({ count }) => format.count(count), figures: true },
  ];
  const title = t('operations.receiving.refusals');
  return (
    <section className="section">
      <h2>{title}</h2>
      <DataTable
        label={title}
        columns={columns}
        rows={refusals}
        keyOf={({ reason, signal, what }) => `${reason} ${signal} ${what}`}
      />
    </section>
  );
}

function Applications({ applications }: Pick<OperationsStatus, 'applications'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Application>[] = [
    { name: t('operations.application'), cell: (one) => one.application_name },
    {
      name: t('operations.receiving.heard'),
      cell: (one) => format.momentExact(microsOf(one.last_seen_at)),
    },
    {
      name: t('operations.state'),
      cell: ({ silent }) => (
        <span data-state={silent ? 'bad' : 'good'}>
          {silent ? t('operations.receiving.silent') : t('operations.receiving.sends')}
        </span>
      ),
    },
  ];
  const title = t('operations.receiving.applications');
  return (
    <section className="section">
      <h2>{title}</h2>
      {applications.length === 0 ? (
        <Nothing text={t('operations.receiving.nobody')} />
      ) : (
        <DataTable
          label={title}
          columns={columns}
          rows={applications}
          keyOf={(one) => one.application_name}
        />
      )}
    </section>
  );
}
