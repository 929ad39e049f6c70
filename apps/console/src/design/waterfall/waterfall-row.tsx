import { memo } from 'react';
import type { TFunction } from 'i18next';
import type { Format } from '../../language/use-format.js';
import type { Stretch, TimeScale } from '../fold-scale.js';
import { Icon } from '../icons.js';
import { microsPerMilli } from '../instant.js';
import type { SpanRow, TraceRow, WaterfallRow } from './span-rows.js';
import { beyond } from './zoom.js';

export interface WaterfallRowProps {
  // Passed down once for all rows: rows are created while scrolling, and hooks would take most of the time.
  readonly t: TFunction;
  readonly format: Format;
  readonly row: WaterfallRow;
  readonly index: number;
  readonly scale: TimeScale;
  readonly colours: ReadonlyMap<string, string>;
  readonly logCount: number;
  readonly collapsed: boolean;
  readonly selected: boolean;
  readonly active: boolean;
  /** Found by the search. */
  readonly marked: boolean;
  /** Periods on the critical path; undefined while the path is hidden. */
  readonly critical: readonly Stretch[] | undefined;
  readonly onFold: (row: WaterfallRow, close: boolean) => void;
  readonly onSelect: (row: WaterfallRow) => void;
  readonly onZoom: (row: WaterfallRow) => void;
}

export function rowId(key: string): string {
  return `row-${key}`;
}

/** Bars that end after this part of the axis have their duration before them. */
const lateStart = 0.8;
/** If they also begin before this part, the duration is inside. */
const earlyStart = 0.12;

export const WaterfallRowView = memo(function WaterfallRowView(props: WaterfallRowProps) {
  const { row, index, colours, collapsed, selected, active, onSelect, onZoom } = props;
  const colour = row.type === 'span' ? colours.get(row.span.application_name) : undefined;
  return (
    <div
      id={rowId(row.key)}
      className="waterfall-row"
      role="row"
      data-type={row.type}
      data-active={active}
      data-marked={props.marked}
      aria-rowindex={index + 1}
      aria-level={row.type === 'span' ? row.depth + 1 : 1}
      aria-expanded={row.below > 0 ? !collapsed : undefined}
      aria-selected={selected}
      style={{ '--colour': colour ?? 'var(--text-3)' }}
      onClick={() => {
        onSelect(row);
      }}
      onDoubleClick={() => {
        onZoom(row);
      }}
    >
      <div
        className="waterfall-name"
        role="gridcell"
        style={{ paddingLeft: 6 + (row.type === 'span' ? row.depth : 0) * 14 }}
      >
        <FoldButton {...props} />
        {row.type === 'span' ? <SpanName {...props} row={row} /> : <TraceName {...props} row={row} />}
      </div>
      <div className="waterfall-time" role="gridcell">
        <Bar {...props} />
      </div>
    </div>
  );
});

function FoldButton({ row, collapsed, onFold, t }: WaterfallRowProps) {
  if (row.below === 0) {
    return <span className="waterfall-fold" />;
  }
  return (
    <button
      type="button"
      className="plain-button waterfall-fold"
      tabIndex={-1}
      data-open={!collapsed}
      aria-label={collapsed ? t('waterfall.expand') : t('waterfall.collapse')}
      onClick={(event) => {
        event.stopPropagation();
        onFold(row, !collapsed);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
      }}
    >
      <Icon name="chevron" size={12} />
    </button>
  );
}

type RowProps<T extends WaterfallRow> = Pick<WaterfallRowProps, 't' | 'format' | 'logCount'> & {
  readonly row: T;
};

function SpanName({ row, logCount, t }: RowProps<SpanRow>) {
  const { span } = row;
  return (
    <>
      <span className="waterfall-service">{span.application_name}</span>
      <span className="waterfall-operation cut" title={span.name}>
        {span.name}
      </span>
      {row.orphan && (
        <span
          className="waterfall-orphan"
          title={t('waterfall.orphan')}
          role="img"
          aria-label={t('waterfall.orphan')}
        >
          {orphanSign}
        </span>
      )}
      {row.error && (
        <span className="waterfall-error" title={span.status_message}>
          <Icon name="alert" size={13} />
          <span className="hidden-text">{t('waterfall.error')}</span>
        </span>
      )}
      {logCount > 0 && (
        <span className="waterfall-logs" title={t('waterfall.logs', { count: logCount })}>
          <Icon name="lines" size={12} />
          {logCount}
        </span>
      )}
    </>
  );
}

const orphanSign = '⤳';

function TraceName({ row, t, format }: RowProps<TraceRow>) {
  const { trace } = row;
  return (
    <>
      <span className="waterfall-trace cut" title={trace.root_name}>
        {trace.root_name}
      </span>
      <span className="waterfall-trace-time">{format.moment(row.from)}</span>
      {trace.error_count > 0 && (
        <span className="waterfall-error" title={t('traces.errors', { count: trace.error_count })}>
          <Icon name="alert" size={13} />
          {trace.error_count}
        </span>
      )}
    </>
  );
}

function Bar({ row, scale, critical, format }: WaterfallRowProps) {
  const side = beyond(row, scale);
  if (side !== undefined) {
    return <span className="waterfall-beyond" data-side={side} aria-hidden="true" />;
  }
  const left = scale.place(row.from);
  const width = scale.place(row.to) - left;
  const length = format.duration((row.to - row.from) / microsPerMilli);
  const right = left + width;
  const inside = right > lateStart && left < earlyStart;
  const label =
    right <= lateStart
      ? { left: `calc(${right * 100}% + 5px)` }
      : { right: inside ? `calc(${(1 - right) * 100}% + 8px)` : `calc(${(1 - left) * 100}% + 5px)` };
  return (
    <>
      <span
        className="waterfall-bar"
        data-error={row.type === 'span' && row.error}
        data-aside={row.type === 'span' && critical?.length === 0}
        style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
      />
      {critical?.map(({ from, to }) => (
        <span
          key={from}
          className="waterfall-critical"
          style={{
            left: `${scale.place(from) * 100}%`,
            width: `${(scale.place(to) - scale.place(from)) * 100}%`,
          }}
        />
      ))}
      <span className="waterfall-length" data-inside={inside} style={label}>
        {length}
      </span>
    </>
  );
}
