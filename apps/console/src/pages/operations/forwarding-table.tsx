import type { ForwardTargetStatus } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { microsOf } from '../../design/instant.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { useFormat } from '../../language/use-format.js';
import { Nothing } from './loaded.js';

/** Forwarding targets, with the progress of each and the reason of failures. */
export function ForwardingTable({ targets }: { readonly targets: readonly ForwardTargetStatus[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<ForwardTargetStatus>[] = [
    { name: t('operations.forwarding.target'), cell: ({ name }) => name },
    {
      name: t('operations.state'),
      cell: ({ state, reason }) => (
        <span data-state={state === 'waiting' ? 'bad' : 'good'}>
          {t(`operations.forwarding.states.${state}`)}
          {reason !== null && <span className="mono">{` ${reason}`}</span>}
        </span>
      ),
    },
    {
      name: t('operations.forwarding.lag'),
      cell: (target) => format.count(target.lag_commits),
      figures: true,
    },
    { name: t('operations.forwarding.taken'), cell: ({ taken }) => format.count(taken), figures: true },
    {
      name: t('operations.forwarding.rejected'),
      cell: ({ rejected }) => format.count(rejected),
      figures: true,
    },
    {
      name: t('operations.forwarding.failures'),
      cell: ({ failures }) => format.count(failures),
      figures: true,
    },
    {
      name: t('operations.forwarding.last'),
      cell: ({ last_taken_at: last }) => (last === null ? '–' : format.momentExact(microsOf(last))),
    },
  ];
  const title = t('operations.forwarding.title');
  return (
    <section className="section">
      <h2>{title}</h2>
      {targets.length === 0 ? (
        <Nothing text={t('operations.forwarding.nobody')} />
      ) : (
        <DataTable label={title} columns={columns} rows={targets} keyOf={({ name }) => name} />
      )}
    </section>
  );
}
