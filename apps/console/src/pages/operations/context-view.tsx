import { Button, SegmentedControl } from '@mantine/core';
import type { ContextAudit, ContextOfHop, ContextOfService } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { auditHours } from '../../addresses/operations-search.js';
import { contextAuditQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';
import { ContextFindings } from './context-findings.js';
import type { OperationsViewProps } from './operations-view-props.js';

const usualHours = 1;

/** Context audit: applications, hops and log lines that lose the context of orders. */
export function ContextView({ search, choose }: OperationsViewProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const hours = search.hours ?? usualHours;
  const audit = useQuery(contextAuditQuery(hours));
  return (
    <section className="section" aria-label={t('operations.views.context')}>
      <p className="muted operations-about">{t('operations.context.about')}</p>
      <div className="section-head">
        <SegmentedControl
          size="xs"
          aria-label={t('start.period')}
          value={String(hours)}
          onChange={(value) => {
            const chosen = auditHours.find((each) => String(each) === value);
            choose({ hours: chosen === usualHours ? undefined : chosen });
          }}
          data={auditHours.map((each) => ({
            value: String(each),
            label: format.durationInWords(each * 3_600_000),
          }))}
        />
        <Button size="xs" variant="default" loading={audit.isFetching} onClick={() => void audit.refetch()}>
          {t('operations.again')}
        </Button>
      </div>
      <Loaded question={audit}>{(data) => <Audited audit={data} />}</Loaded>
    </section>
  );
}

function Audited({ audit }: { readonly audit: ContextAudit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { read, orders, orders_without_tenant: withoutTenant } = audit;
  if (read.spans + read.logs === 0) return <Nothing text={t('operations.context.nothingRead')} />;
  return (
    <>
      <p>
        {t('operations.context.read', { spans: read.spans, logs: read.logs, orders })}{' '}
        {!read.complete && (
          <span className="muted">
            {t('operations.context.newest', { time: format.moment(microsOf(read.spans_from)) })}
          </span>
        )}{' '}
        {withoutTenant > 0 && (
          <strong className="operations-bad">
            {t('operations.context.withoutTenant', { count: withoutTenant })}
          </strong>
        )}
      </p>
      <ContextFindings findings={audit.findings} />
      <Services services={audit.services} />
      {audit.hops.length > 0 && <Hops hops={audit.hops} />}
    </>
  );
}

function Services({ services }: Pick<ContextAudit, 'services'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (withOrder: number, without: number) =>
    withOrder + without === 0 ? '–' : <Share value={withOrder / (withOrder + without)} />;
  const columns: readonly Column<ContextOfService>[] = [
    { name: t('operations.application'), cell: (one) => one.application_name },
    { name: t('operations.context.spans'), cell: (one) => format.count(one.spans), figures: true },
    {
      name: t('operations.context.spansWith'),
      cell: (one) => share(one.spans_with_order, one.spans_without_order),
      figures: true,
    },
    { name: t('operations.context.logs'), cell: (one) => format.count(one.logs), figures: true },
    {
      name: t('operations.context.logsWith'),
      cell: (one) => share(one.logs_with_order, one.logs_without_order),
      figures: true,
    },
    {
      name: t('operations.context.outside'),
      cell: (one) => format.count(one.logs_outside_trace),
      figures: true,
    },
  ];
  const title = t('operations.context.byApplication');
  return (
    <section className="section">
      <h2>{title}</h2>
      <DataTable label={title} columns={columns} rows={services} keyOf={(one) => one.application_name} />
    </section>
  );
}

/** A share that should be 100 %. */
function Share({ value }: { readonly value: number }) {
  const format = useFormat();
  // A share below 1 must not be rounded to 100 %.
  const shown = value < 1 ? Math.min(value, 0.99) : value;
  return <span data-whole={value === 1}>{format.percent(shown)}</span>;
}

function Hops({ hops }: Pick<ContextAudit, 'hops'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const lost = (count: number) =>
    count === 0 ? <span className="faint">0</span> : <span data-whole="false">{format.count(count)}</span>;
  const columns: readonly Column<ContextOfHop>[] = [
    {
      name: t('operations.context.hop'),
      cell: ({ from, to }) => `${from === '' ? '?' : from} → ${to}`,
    },
    {
      name: t('operations.context.by'),
      cell: ({ destination }) => <span className="mono">{destination}</span>,
    },
    { name: t('operations.context.received'), cell: (hop) => format.count(hop.received), figures: true },
    { name: t('operations.context.dropped'), cell: (hop) => lost(hop.dropped), figures: true },
    { name: t('operations.context.unlinked'), cell: (hop) => lost(hop.unlinked), figures: true },
    { name: t('operations.context.withoutContext'), cell: (hop) => lost(hop.without_context), figures: true },
  ];
  const title = t('operations.context.byHop');
  return (
    <section className="section">
      <h2>{title}</h2>
      <DataTable
        label={title}
        columns={columns}
        rows={hops}
        keyOf={({ kind, from, to, destination }) => `${kind} ${from} ${to} ${destination}`}
      />
    </section>
  );
}
