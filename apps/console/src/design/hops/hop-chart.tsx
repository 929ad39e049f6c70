import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HopView } from '@ordertrace/api';
import { useFormat } from '../../language/use-format.js';
import type { Places } from '../details/places.js';
import { Icon } from '../icons.js';
import { microsOf } from '../instant.js';
import { VirtualRows } from '../virtual-rows.js';
import { hopLanes, type LaneHop } from './hop-lanes.js';
import './hop-chart.css';

export interface HopChartProps {
  readonly hops: readonly HopView[];
  readonly colours: ReadonlyMap<string, string>;
  readonly places: Places;
}

/** A chart with services as lanes, and each hop as an arrow between two of them. */
export function HopChart({ hops, colours, places }: HopChartProps) {
  const { t } = useTranslation();
  const { services, hops: rows } = useMemo(() => hopLanes(hops), [hops]);
  return (
    <div className="panel hop-chart" style={{ '--lanes': services.length }}>
      <VirtualRows
        count={rows.length}
        rowHeight={36}
        role="list"
        label={t('hops.title')}
        head={
          <div className="hop-head" role="presentation">
            <span className="hop-time">{t('hops.time')}</span>
            <span className="hop-lanes">
              {services.map((service) => (
                <span key={service} className="hop-lane" style={{ '--colour': colours.get(service) }}>
                  <span className="hop-lane-name cut">{service}</span>
                </span>
              ))}
            </span>
            <span className="hop-wait">{t('hops.wait')}</span>
          </div>
        }
      >
        {(index) => {
          const row = rows[index];
          return row === undefined ? null : <HopRow row={row} lanes={services.length} places={places} />;
        }}
      </VirtualRows>
    </div>
  );
}

interface HopRowProps {
  readonly row: LaneHop;
  readonly lanes: number;
  readonly places: Places;
}

function HopRow({ row, lanes, places }: HopRowProps) {
  const format = useFormat();
  const { hop } = row;
  const at = microsOf(hop.from.timestamp);
  const text = useHopText(hop);
  return (
    <div role="listitem" className="hop-row" data-state={hop.state}>
      <span className="hop-time muted" title={format.exact(at)}>
        <Icon name={hop.kind} size={14} />
        {format.momentExact(at)}
      </span>
      <span className="hop-lanes">
        {Array.from({ length: lanes }, (_, lane) => (
          <span key={lane} className="hop-lane" />
        ))}
        <HopArrow row={row} lanes={lanes} />
      </span>
      <HopWait hop={hop} />
      <span className="hop-link">
        {places.toSpan({ traceId: hop.from.trace_id, spanId: hop.from.span_id }, text)}
      </span>
    </div>
  );
}

/** Accessible name of the link over the row: the hop as a sentence. */
function useHopText(hop: HopView): string {
  const { t } = useTranslation();
  const { kind, destination, from, to } = hop;
  const names = { kind: t(`hops.${kind}`), from: from.application_name, destination };
  const receiver = to[0]?.application_name;
  const way = receiver === undefined ? t('hops.from', names) : t('hops.to', { ...names, to: receiver });
  return [way, ...useHopNotes(hop)].join(', ');
}

/** Unusual facts about a hop: repeated sends, missing receivers, inconsistent clocks. */
function useHopNotes({ resent, missing, dead_letter: dead, wait_ms: waitMs }: HopView): readonly string[] {
  const { t } = useTranslation();
  return [
    ...(resent.length === 0 ? [] : [t('hops.resent', { count: resent.length })]),
    ...(missing.length === 0 ? [] : [t('hops.missing', { services: missing.join(', ') })]),
    ...(dead === null ? [] : [t('hops.deadLetter', { queue: dead.queue })]),
    ...(waitMs === null || waitMs >= 0 ? [] : [t('hops.clocks')]),
  ];
}

function HopArrow({ row, lanes }: { readonly row: LaneHop; readonly lanes: number }) {
  const middle = (lane: number) => ((lane + 0.5) / lanes) * 100;
  const start = middle(row.from);
  const end =
    row.to === undefined || row.to === row.from ? Math.min(100, start + 50 / lanes) : middle(row.to);
  const broken = row.hop.state === 'broken';
  return (
    <span
      className="hop-arrow"
      data-back={end < start}
      style={{ left: `${Math.min(start, end)}%`, width: `${Math.abs(end - start)}%` }}
    >
      <span className="hop-destination">
        <span className="cut">{row.hop.destination}</span>
      </span>
      <span className="hop-line" />
      <span className="hop-tip">{broken && <Icon name="close" size={14} />}</span>
    </span>
  );
}

function HopWait({ hop }: { readonly hop: HopView }): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const notes = useHopNotes(hop).join(', ');
  return (
    <span className="hop-wait">
      {hop.state === 'delivered' && hop.wait_ms !== null ? (
        <span>{format.duration(hop.wait_ms)}</span>
      ) : (
        <span className="hop-state">{t(`hops.state.${hop.state}`)}</span>
      )}
      {notes !== '' && (
        <span className="hop-notes cut" title={notes}>
          {notes}
        </span>
      )}
    </span>
  );
}
