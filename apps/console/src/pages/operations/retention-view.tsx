import { Button } from '@mantine/core';
import type { PinnedOrders, RetentionRemoved, RetentionRun, RetentionStatus } from '@ordertrace/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { pinsQuery, retentionQuery } from '../../api/operations-queries.js';
import { meQuery } from '../../api/signed-in.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { microsOf } from '../../design/instant.js';
import { OrderLinks } from '../../design/order-links.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { consoleTexts as en } from '@ordertrace/words/console';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';

/** Retention policy, the last run, a trial run that only counts, and the pinned orders. */
export function RetentionView() {
  const { t } = useTranslation();
  const status = useQuery(retentionQuery());
  const pins = useQuery(pinsQuery());
  return (
    <section className="section" aria-label={t('operations.views.retention')}>
      <p className="muted operations-about">{t('operations.retention.about')}</p>
      <Loaded question={status}>
        {({ policy, run }) => (
          <>
            <Policy policy={policy} />
            <Run run={run} />
          </>
        )}
      </Loaded>
      <section className="section">
        <h2>{t('operations.retention.pins')}</h2>
        <Loaded question={pins}>{(data) => <Pins pinned={data} />}</Loaded>
      </section>
    </section>
  );
}

function Policy({ policy }: Pick<RetentionStatus, 'policy'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const whole = (ms: number | undefined) =>
    ms === undefined ? t('operations.retention.forGood') : format.durationInWords(ms);
  const skeleton = (outcome: { skeleton_ms: number | null } | null) =>
    whole(outcome?.skeleton_ms ?? undefined);
  const rows = [
    { name: 'healthy', keep: whole(policy.healthy?.keep_ms), skeleton: skeleton(policy.healthy) },
    { name: 'problem', keep: whole(policy.problem?.keep_ms), skeleton: skeleton(policy.problem) },
    { name: 'technical', keep: whole(policy.technical_ms ?? undefined), skeleton: '–' },
  ] as const;
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { name: t('operations.retention.of'), cell: ({ name }) => t(`operations.retention.${name}`) },
    { name: t('operations.retention.whole'), cell: ({ keep }) => keep },
    { name: t('operations.retention.skeleton'), cell: (row) => row.skeleton },
  ];
  const title = t('operations.retention.policy');
  return <DataTable label={title} columns={columns} rows={rows} keyOf={({ name }) => name} />;
}

function Run({ run }: Pick<RetentionStatus, 'run'>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const me = useQuery(meQuery());
  const begin = useMutation({
    mutationFn: (dryRun: boolean) => api.runRetention({ dry_run: dryRun }),
    onSuccess: (status) => {
      queries.setQueryData(retentionQuery().queryKey, status);
    },
  });
  const running = run !== null && run.ended_at === null;
  return (
    <section className="section" aria-live="polite">
      <div className="section-head">
        <h2>{t('operations.retention.run')}</h2>
        {me.data?.roles.includes('admin') === true && (
          <Button
            size="xs"
            variant="default"
            disabled={running || begin.isPending}
            onClick={() => {
              begin.mutate(true);
            }}
          >
            {t('operations.retention.count')}
          </Button>
        )}
      </div>
      {begin.error !== null && <InlineProblem error={begin.error} />}
      {run === null ? <Nothing text={t('operations.retention.never')} /> : <RunFacts run={run} />}
    </section>
  );
}

function RunFacts({ run }: { readonly run: RetentionRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const started = { time: format.moment(microsOf(run.started_at)), by: run.by };
  if (run.ended_at === null) {
    const share = run.of_bytes === 0 ? 0 : run.done_bytes / run.of_bytes;
    return (
      <div className="operations-progress">
        <progress value={share} max={1} aria-label={t('operations.retention.progress')} />
        <span>{format.percent(share)}</span>
      </div>
    );
  }
  return (
    <>
      <p>
        {run.dry_run ? t('operations.retention.counted', started) : t('operations.retention.ran', started)}
      </p>
      {run.error !== null && <p className="operations-bad">{run.error}</p>}
      {run.error === null && run.removed.length === 0 && <Nothing text={t('operations.retention.nothing')} />}
      {run.removed.length > 0 && <Removed removed={run.removed} />}
    </>
  );
}

function Removed({ removed }: Pick<RetentionRun, 'removed'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = ['spans', 'logs', 'orders'] as const;
  const rules = en.operations.retention.rules;
  const columns: readonly Column<RetentionRemoved>[] = [
    {
      name: t('operations.retention.rule'),
      cell: ({ rule }) => (isKeyOf(rules, rule) ? t(`operations.retention.rules.${rule}`) : rule),
    },
    ...figures.map((name) => ({
      name: t(`operations.store.${name}`),
      cell: (row: RetentionRemoved) => format.count(row[name]),
      figures: true,
    })),
    { name: t('operations.store.disk'), cell: ({ bytes }) => format.bytes(bytes), figures: true },
  ];
  const label = t('operations.retention.run');
  return <DataTable label={label} columns={columns} rows={removed} keyOf={({ rule }) => rule} />;
}

function Pins({ pinned }: { readonly pinned: PinnedOrders }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (pinned.total === 0) return <Nothing text={t('operations.retention.noPins')} />;
  const columns: readonly Column<PinnedOrders['pins'][number]>[] = [
    { name: t('orders.columns.order'), cell: (pin) => <OrderLinks orders={[pin]} /> },
    { name: t('orders.tenant'), cell: (pin) => pin.tenant_id },
    { name: t('operations.at'), cell: ({ at }) => format.moment(microsOf(at)) },
    { name: t('operations.who'), cell: ({ by }) => by },
    { name: t('problems.note'), cell: ({ note }) => note },
  ];
  return (
    <DataTable
      label={t('operations.retention.pins')}
      columns={columns}
      rows={pinned.pins}
      keyOf={(pin) => `${pin.tenant_id} ${pin.order_id}`}
    />
  );
}

function isKeyOf<T extends object>(texts: T, key: string): key is keyof T & string {
  return Object.hasOwn(texts, key);
}
