import { memo, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import type { Stretch, TimeScale } from '../fold-scale.js';
import { VirtualRows } from '../virtual-rows.js';
import { FoldBands, WaterfallAxis } from './waterfall-axis.js';
import { rowId, WaterfallRowView } from './waterfall-row.js';
import { rowsAbove, visibleRows, type WaterfallRow } from './span-rows.js';
import './waterfall.css';

export interface WaterfallProps {
  readonly rows: readonly WaterfallRow[];
  readonly scale: TimeScale;
  readonly colours: ReadonlyMap<string, string>;
  /** Number of log lines of each span, by row key. */
  readonly logCounts: ReadonlyMap<string, number>;
  /** Key of the row with open details. */
  readonly selected: string | undefined;
  /** Key of another row to scroll into view, besides the selected one. */
  readonly shown?: string | undefined;
  /** Keys of the highlighted rows. */
  readonly marked: ReadonlySet<string>;
  /** Critical path by row key; undefined while it is hidden. */
  readonly critical: ReadonlyMap<string, readonly Stretch[]> | undefined;
  readonly onSelect: (row: WaterfallRow) => void;
  /** Zooms to this period. */
  readonly onZoom: (to: Stretch) => void;
  readonly onZoomToRow: (row: WaterfallRow) => void;
}

const rowHeight = 26;
const nothing: ReadonlySet<string> = new Set();
const nowhere: readonly Stretch[] = [];

/**
 * Spans as bars in time, in a tree with collapsible rows. Only visible rows are rendered, so any length is
 * fast.
 */
export const Waterfall = memo(function Waterfall(props: WaterfallProps) {
  const { rows, scale, colours, logCounts, selected, shown, marked, critical, onSelect, onZoom } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [collapsed, setCollapsed] = useState(nothing);
  const opened = useOpened(rows, collapsed, [selected, shown]);
  const visible = useMemo(() => visibleRows(rows, opened), [rows, opened]);
  const [focused, setFocused] = useState<string>();
  const [reported, setReported] = useState<string>();
  if (shown !== reported) {
    setReported(shown);
    setFocused(shown);
  }
  const active = focused ?? selected ?? visible[0]?.key;
  const activeIndex = visible.findIndex((row) => row.key === active);
  const fold = (row: WaterfallRow, close: boolean) => {
    const next = new Set(opened);
    if (close) {
      next.add(row.key);
    } else {
      next.delete(row.key);
    }
    setCollapsed(next);
  };
  const select = (row: WaterfallRow) => {
    setFocused(row.key);
    onSelect(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = keyStep(event.key, { visible, index: activeIndex, collapsed: opened });
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    if (step.zoom === true) {
      props.onZoomToRow(step.row);
    } else if (step.move !== undefined) {
      setFocused(visible[step.move]?.key);
    } else if (step.fold !== undefined) {
      fold(step.row, step.fold);
    } else {
      select(step.row);
    }
  };
  return (
    <div className="waterfall panel">
      <VirtualRows
        count={visible.length}
        rowHeight={rowHeight}
        role="treegrid"
        label={t('waterfall.label')}
        show={focused === undefined && selected === undefined ? -1 : activeIndex}
        active={active === undefined ? undefined : rowId(active)}
        onKeyDown={onKeyDown}
        behind={<FoldBands pieces={scale.pieces} />}
        head={
          <WaterfallAxis
            scale={scale}
            onZoom={onZoom}
            allCollapsed={opened.size > 0}
            onCollapseAll={(close) => {
              setCollapsed(
                close ? new Set(rows.filter((row) => row.below > 0).map((row) => row.key)) : nothing,
              );
            }}
          />
        }
      >
        {(index) => {
          const row = visible[index];
          return row === undefined ? null : (
            <WaterfallRowView
              t={t}
              format={format}
              row={row}
              index={index}
              scale={scale}
              colours={colours}
              logCount={logCounts.get(row.key) ?? 0}
              collapsed={opened.has(row.key)}
              selected={row.key === selected}
              active={row.key === active}
              marked={marked.has(row.key)}
              critical={critical === undefined ? undefined : (critical.get(row.key) ?? nowhere)}
              onFold={fold}
              onSelect={select}
              onZoom={props.onZoomToRow}
            />
          );
        }}
      </VirtualRows>
    </div>
  );
});

/** Collapsed rows, without ancestors of the rows to show: a link to a span shows the span. */
function useOpened(
  rows: readonly WaterfallRow[],
  collapsed: ReadonlySet<string>,
  shown: readonly (string | undefined)[],
): ReadonlySet<string> {
  const [selected, other] = shown;
  return useMemo(() => {
    if (collapsed.size === 0) {
      return collapsed;
    }
    const opened = new Set(collapsed);
    for (const key of [selected, other].filter((each) => each !== undefined)) {
      rowsAbove(rows, key).forEach((above) => opened.delete(above));
    }
    return opened;
  }, [rows, collapsed, selected, other]);
}

interface KeyPlace {
  readonly visible: readonly WaterfallRow[];
  readonly index: number;
  readonly collapsed: ReadonlySet<string>;
}

interface KeyStep {
  readonly row: WaterfallRow;
  /** Index of the row to move to. */
  readonly move?: number;
  readonly fold?: boolean;
  readonly zoom?: boolean;
}

const page = 12;

/** Effect of a key in a tree; undefined for keys without an effect. */
function keyStep(key: string, { visible, index, collapsed }: KeyPlace): KeyStep | undefined {
  const row = visible[index];
  if (row === undefined) {
    return undefined;
  }
  const last = visible.length - 1;
  const to = (move: number): KeyStep => ({ row, move: Math.min(last, Math.max(0, move)) });
  switch (key) {
    case 'ArrowDown':
      return to(index + 1);
    case 'ArrowUp':
      return to(index - 1);
    case 'PageDown':
      return to(index + page);
    case 'PageUp':
      return to(index - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'ArrowLeft':
      return row.below > 0 && !collapsed.has(row.key) ? { row, fold: true } : to(parentIndex(visible, index));
    case 'ArrowRight':
      return row.below > 0 && collapsed.has(row.key) ? { row, fold: false } : to(index + 1);
    case 'z':
    case 'я':
      return { row, zoom: true };
    case 'Enter':
    case ' ':
      return { row };
    default:
      return undefined;
  }
}

function parentIndex(rows: readonly WaterfallRow[], index: number): number {
  const depth = depthOf(rows[index]);
  for (let above = index - 1; above >= 0; above -= 1) {
    if (depthOf(rows[above]) < depth) {
      return above;
    }
  }
  return index;
}

function depthOf(row: WaterfallRow | undefined): number {
  return row?.type === 'span' ? row.depth : 0;
}
