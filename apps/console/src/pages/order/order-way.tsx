import { SegmentedControl } from '@mantine/core';
import type { Journey } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { flowQuery } from '../../api/queries.js';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { microsOf } from '../../design/instant.js';
import { HopChart } from '../../design/hops/hop-chart.js';
import {
  activityOf,
  spanOf,
  stageStays,
  timeLineScale,
  timeShares,
  type Trouble,
} from '../../design/time-line/time-line-layout.js';
import { calendarOf, freeTime } from '../../design/time-line/free-time.js';
import { TimeLine } from '../../design/time-line/time-line.js';
import { useFormat } from '../../language/use-format.js';
import { useOrderPlaces } from './order-places.js';
import { WorkInProgress } from './work-in-progress.js';

const route = getRouteApi('/orders/$orderId');

export interface OrderWayProps {
  readonly journey: Journey;
  /** The present, in microseconds. */
  readonly now: number;
  readonly colours: ReadonlyMap<string, string>;
}

/** The order's journey: work in progress, stages in time, and hops between services. */
export function OrderWay({ journey, now, colours }: OrderWayProps) {
  return (
    <>
      <WorkInProgress journey={journey} now={now} />
      <Stages journey={journey} now={now} />
      <Hops journey={journey} colours={colours} />
    </>
  );
}

function Stages({ journey, now }: Pick<OrderWayProps, 'journey' | 'now'>) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { axis } = route.useSearch();
  const flow = useQuery(flowQuery(journey.order.flow));
  const fold = axis !== 'scale';
  const open = journey.order.closed_at === null;
  const line = useMemo(() => {
    const stays = stageStays(journey.transitions, { now, closed: !open, trouble: troubleOf(journey) });
    const span = spanOf(stays);
    const calendar = flow.data === undefined ? undefined : calendarOf(flow.data);
    return span === undefined
      ? undefined
      : {
          stays,
          span,
          scale: timeLineScale(span, activityOf(journey), fold),
          free: calendar === undefined ? [] : freeTime(calendar, span),
          shares: timeShares(stays, journey),
        };
  }, [journey, now, open, fold, flow.data]);
  return (
    <section className="section" aria-labelledby="stages">
      <div className="section-head">
        <h2 id="stages">{t('timeLine.title')}</h2>
        <SegmentedControl
          className="push"
          size="xs"
          aria-label={t('timeLine.mode')}
          value={fold ? 'fold' : 'scale'}
          onChange={(value) => {
            void navigate({
              search: (search) => ({ ...search, axis: value === 'scale' ? ('scale' as const) : undefined }),
              replace: true,
              resetScroll: false,
            });
          }}
          data={[
            { value: 'fold', label: t('timeLine.fold') },
            { value: 'scale', label: t('timeLine.scale') },
          ]}
        />
      </div>
      {line === undefined ? (
        <p className="muted">{t('timeLine.none')}</p>
      ) : (
        <TimeLine {...line} flow={journey.order.flow} open={open} />
      )}
    </section>
  );
}

/** Trouble of an order that its stage's owner can't move on. */
function troubleOf({ order: { diagnosis } }: Journey): Trouble | undefined {
  return diagnosis?.situation === 'lost' || diagnosis?.situation === 'failed'
    ? { situation: diagnosis.situation, from: microsOf(diagnosis.since) }
    : undefined;
}

function Hops({ journey, colours }: Pick<OrderWayProps, 'journey' | 'colours'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = useOrderPlaces(journey);
  const { hops } = journey;
  const broken = hops.filter((hop) => hop.state === 'broken').length;
  return (
    <section className="section" aria-labelledby="hops">
      <div className="section-head">
        <h2 id="hops">{t('hops.title')}</h2>
        <span className="muted">
          {t('hops.count', { count: hops.length, value: format.count(hops.length) })}
        </span>
        {broken > 0 && <span className="broken-count">{t('hops.broken', { count: broken })}</span>}
      </div>
      {hops.length === 0 ? (
        <p className="muted">{t('hops.none')}</p>
      ) : (
        <HopChart hops={hops} colours={colours} places={places} />
      )}
    </section>
  );
}
