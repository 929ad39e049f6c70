import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '../../language/use-format.js';
import { actorName, stageName, waitsForText } from '../../language/words.js';
import type { Stretch, TimeScale } from '../fold-scale.js';
import { microsPerDay, microsPerHour, microsPerMilli } from '../instant.js';
import { calendarTicks, pieceTicks, type Tick } from '../time-ticks.js';
import { stayParts, type StageStay, type TimeShares } from './time-line-layout.js';
import { StayBar } from './stay-bar.js';
import './time-line.css';

export interface TimeLineProps {
  /** The flow of the order, which names its stages. */
  readonly flow: string;
  readonly stays: readonly StageStay[];
  readonly span: Stretch;
  readonly scale: TimeScale;
  /** The order is still in its last stage: the axis ends now. */
  readonly open: boolean;
  /** Non-working time. */
  readonly free: readonly Stretch[];
  readonly shares: TimeShares;
}

/** An order's stages in rows, each with a bar on the same time axis. */
export const TimeLine = memo(function TimeLine(props: TimeLineProps) {
  const { flow, stays, span, scale, open, free } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const folded = scale.pieces.some((piece) => piece.folded);
  return (
    <div className="panel time-line">
      <table className="time-line-table">
        <thead>
          <tr>
            <th scope="col" className="time-line-stage">
              {t('timeLine.stage')}
            </th>
            <th scope="col" className="time-line-entered">
              {t('timeLine.entered')}
            </th>
            <th scope="col" className="time-line-took">
              {t('timeLine.took')}
            </th>
            <th scope="col" className="time-line-by">
              {t('timeLine.by')}
            </th>
            <th className="time-line-track" aria-hidden="true">
              <Axis
                ticks={folded ? pieceTicks(scale, 0.12) : calendarTicks(scale, span, 9)}
                open={open}
                write={instantText(span, format)}
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {stays.map((stay) => (
            <StayRow key={stay.key} stay={stay} flow={flow} scale={scale} span={span} free={free} />
          ))}
        </tbody>
      </table>
      <Legend shares={props.shares} folded={folded} free={free.length > 0} />
    </div>
  );
});

/** Formats an instant with the precision that the axis needs. */
function instantText({ from, to }: Stretch, format: Format): (micros: number) => string {
  if (to - from < microsPerHour) {
    return format.clockSeconds;
  }
  return to - from < 4 * microsPerDay ? format.moment : format.day;
}

interface StayRowProps {
  readonly flow: string;
  readonly stay: StageStay;
  readonly scale: TimeScale;
  /** The whole period of the order. */
  readonly span: Stretch;
  readonly free: readonly Stretch[];
}

function StayRow({ flow, stay, scale, span, free }: StayRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { entry } = stay;
  const waits = stay.trouble?.situation ?? entry.waits_for ?? 'unknown';
  const whole = Math.max(span.to - span.from, 1);
  return (
    <tr className="time-line-row" data-open={stay.open}>
      <th scope="row" className="time-line-stage" title={stay.stage}>
        <span className="wait-mark" data-waits={stay.end ? 'end' : waits} />
        {stageName(t, stay.stage, flow)}
        {entry.clocks_disagree && (
          <span
            className="time-line-doubt"
            title={t('timeLine.clocksLong', { service: entry.application_name })}
          >
            {t('timeLine.clocks')}
          </span>
        )}
      </th>
      <td className="time-line-entered muted" title={format.exact(stay.from)}>
        {whole < microsPerHour ? format.momentExact(stay.from) : format.moment(stay.from)}
      </td>
      <td className="time-line-took">
        {!stay.end && (
          <span title={t('timeLine.share', { share: format.percent((stay.to - stay.from) / whole) })}>
            {format.duration((stay.to - stay.from) / microsPerMilli)}
          </span>
        )}
      </td>
      <td className="time-line-by muted">
        {entry.actor === null
          ? entry.application_name
          : `${actorName(t, entry.actor)}, ${entry.application_name}`}
      </td>
      <td className="time-line-track">
        {!stay.end && (
          <span className="hidden-text">
            {stayParts(stay)
              .map((part) => waitsForText(t, part.waits))
              .join(', ')}
          </span>
        )}
        <StayBar stay={stay} scale={scale} free={free} />
      </td>
    </tr>
  );
}

interface AxisProps {
  readonly ticks: readonly Tick[];
  readonly open: boolean;
  readonly write: (micros: number) => string;
}

function Axis({ ticks, open, write }: AxisProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="time-line-axis">
      {ticks
        .filter(({ place }) => !open || place < 0.92)
        .map(({ at, place }, index, all) => (
          <span key={at} className="time-line-tick" style={{ left: `${place * 100}%` }}>
            {write(at) === write(all[index - 1]?.at ?? 0) ? format.clock(at) : write(at)}
          </span>
        ))}
      {open && <span className="time-line-now">{t('timeLine.now')}</span>}
    </div>
  );
}

interface LegendProps {
  readonly shares: TimeShares;
  readonly folded: boolean;
  readonly free: boolean;
}

function Legend({ shares: { waits, worked }, folded, free }: LegendProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="time-line-legend">
      {[...waits].map(([whom, micros]) => (
        <li key={whom}>
          <span className="wait-mark" data-waits={whom} />
          {t('timeLine.legend.waited', {
            whom: waitsForText(t, whom),
            duration: format.duration(micros / microsPerMilli),
          })}
        </li>
      ))}
      {worked > 0 && (
        <li>{t('timeLine.legend.worked', { duration: format.duration(worked / microsPerMilli) })}</li>
      )}
      {folded && (
        <li>
          <span className="legend-idle" />
          {t('timeLine.legend.idle')}
        </li>
      )}
      {free && (
        <li>
          <span className="legend-weekend" />
          {t('timeLine.legend.weekend')}
        </li>
      )}
    </ul>
  );
}
