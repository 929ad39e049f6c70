import { definedFields } from '@ordertrace/conventions';
import { Button, TextInput } from '@mantine/core';
import type { Look, LookQuery } from '@ordertrace/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationsSearch } from '../../addresses/operations-search.js';
import { looksQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { LoadMore } from '../../design/load-more.js';
import { OrderLinks } from '../../design/order-links.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { consoleTexts as en } from '@ordertrace/words/console';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';
import type { OperationsViewProps } from './operations-view-props.js';

/** Access log: views of orders by person and time. */
export function AccessView({ search, choose }: OperationsViewProps) {
  const { t } = useTranslation();
  const { order, tenant, actor } = search;
  const query: LookQuery = {
    ...definedFields({ order_id: order, tenant, actor }),
  };
  const looks = useInfiniteQuery(looksQuery(query));
  return (
    <section className="section" aria-label={t('operations.views.access')}>
      <p className="muted operations-about">{t('operations.access.about')}</p>
      <LookSearch key={JSON.stringify(query)} search={search} choose={choose} />
      <Loaded question={looks}>
        {({ pages }) => {
          const all = pages.flatMap((page): Look[] => page.looks);
          if (all.length === 0) return <Nothing text={t('operations.access.nothing')} />;
          return (
            <>
              <Looks looks={all} />
              <LoadMore list={looks} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

const fields = ['order', 'tenant', 'actor'] as const;

function LookSearch({ search, choose }: OperationsViewProps) {
  const { t } = useTranslation();
  const [typed, type] = useState<Readonly<Record<(typeof fields)[number], string>>>({
    order: search.order ?? '',
    tenant: search.tenant ?? '',
    actor: search.actor ?? '',
  });
  const ask = (event: SyntheticEvent) => {
    event.preventDefault();
    const asked = fields.map((name) => [name, typed[name].trim() === '' ? undefined : typed[name].trim()]);
    choose(Object.fromEntries(asked) as OperationsSearch);
  };
  return (
    <form className="list-filters" role="search" onSubmit={ask}>
      {fields.map((name) => (
        <TextInput
          key={name}
          size="xs"
          aria-label={t(`operations.access.by.${name}`)}
          placeholder={t(`operations.access.by.${name}`)}
          value={typed[name]}
          onChange={({ currentTarget: { value } }) => {
            type((before) => ({ ...before, [name]: value }));
          }}
        />
      ))}
      <Button size="xs" type="submit">
        {t('operations.access.find')}
      </Button>
    </form>
  );
}

function Looks({ looks }: { readonly looks: readonly Look[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actions = en.operations.access.actions;
  const columns: readonly Column<Look>[] = [
    { name: t('operations.at'), cell: ({ at }) => format.momentExact(microsOf(at)) },
    {
      name: t('operations.who'),
      cell: ({ name, actor, roles }) => (
        <span title={actor}>
          {name === '' ? actor : name} <span className="faint">{roles.join(', ')}</span>
        </span>
      ),
    },
    {
      name: t('operations.access.what'),
      cell: ({ action }) => (isKeyOf(actions, action) ? t(`operations.access.actions.${action}`) : action),
    },
    {
      name: t('orders.columns.order'),
      cell: (look) => (look.order_id === '' ? '' : <OrderLinks orders={[look]} />),
    },
    { name: t('orders.tenant'), cell: (look) => look.tenant_id },
    {
      name: t('operations.access.trace'),
      cell: ({ subject }) =>
        /^[0-9a-f]{32}$/.test(subject) ? (
          <Link to="/traces/$traceId" params={{ traceId: subject }} className="mono">
            {subject.slice(0, 8)}
          </Link>
        ) : (
          subject
        ),
    },
  ];
  return (
    <DataTable
      label={t('operations.views.access')}
      columns={columns}
      rows={looks}
      keyOf={({ at, actor, action, tenant_id: tenant, order_id: order, subject }) =>
        [at, actor, action, tenant, order, subject].join(' ')
      }
    />
  );
}

function isKeyOf<T extends object>(texts: T, key: string): key is keyof T & string {
  return Object.hasOwn(texts, key);
}
