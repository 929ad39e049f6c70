import { SegmentedControl, TextInput } from '@mantine/core';
import type { Journey, LogView } from '@ordertrace/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icons.js';
import { ExploredLogs } from '../../design/logs/explored-logs.js';
import { logText, severityFloor } from '../../design/details/log-text.js';
import { spanKey } from '../../design/waterfall/span-rows.js';
import { useOrderPlaces } from './order-places.js';
import { logLevels, type LogLevel, type OrderSearch } from './order-search.js';

const route = getRouteApi('/orders/$orderId');

export interface OrderLogsProps {
  readonly journey: Journey;
  readonly colours: ReadonlyMap<string, string>;
}

/** Log lines of the order, from all services, by time. */
export function OrderLogs({ journey, colours }: OrderLogsProps) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const places = useOrderPlaces(journey);
  const { level, span, find } = search;
  const shown = useMemo(
    () => journey.logs.filter((log) => matches(log, { level, span, find })),
    [journey.logs, level, span, find],
  );
  const change = useCallback(
    (part: Partial<OrderSearch>) => {
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
    },
    [navigate],
  );
  const select = useCallback(
    (log: string | undefined) => {
      change({ log });
    },
    [change],
  );
  if (journey.logs.length === 0) {
    return <p className="muted">{t('logs.none')}</p>;
  }
  return (
    <section className="section" aria-label={t('logs.label')}>
      <LogFilters search={search} count={shown.length} onChange={change} />
      {shown.length === 0 ? (
        <p className="muted">{t('logs.noneMatch')}</p>
      ) : (
        <ExploredLogs
          logs={shown}
          colours={colours}
          places={places}
          selected={search.log}
          onSelect={select}
        />
      )}
    </section>
  );
}

interface LogFiltersProps {
  readonly search: OrderSearch;
  readonly count: number;
  readonly onChange: (part: Partial<OrderSearch>) => void;
}

function LogFilters({ search, count, onChange }: LogFiltersProps) {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  return (
    <div className="section-head">
      <SegmentedControl
        size="xs"
        aria-label={t('logs.level')}
        value={search.level ?? 'all'}
        onChange={(value) => {
          const level = logLevels.find((each) => each === value);
          onChange({ level: level === 'all' ? undefined : level });
        }}
        data={logLevels.map((value) => ({ value, label: t(`logs.levels.${value}`) }))}
      />
      <TextInput
        size="xs"
        type="search"
        aria-label={t('logs.search')}
        placeholder={t('logs.search')}
        leftSection={<Icon name="search" size={14} />}
        value={search.find ?? ''}
        onChange={(event) => {
          onChange({ find: event.currentTarget.value === '' ? undefined : event.currentTarget.value });
        }}
      />
      <span className="muted">{t('logs.count', { count })}</span>
      {search.span !== undefined && (
        <Link
          to="/orders/$orderId"
          params={{ orderId }}
          search={{ ...search, span: undefined }}
          resetScroll={false}
        >
          {t('logs.allLines')}
        </Link>
      )}
    </div>
  );
}

const floors: Record<LogLevel, number> = {
  all: 0,
  info: severityFloor.info,
  warn: severityFloor.warn,
  error: severityFloor.error,
};

function matches(
  log: LogView,
  { level = 'all', span, find }: Pick<OrderSearch, 'level' | 'span' | 'find'>,
): boolean {
  return (
    log.severity >= floors[level] &&
    (span === undefined || spanKey(log.trace_id, log.span_id) === span) &&
    (find === undefined || `${log.event_name} ${logText(log)}`.toLowerCase().includes(find.toLowerCase()))
  );
}
