import type { LogView, TraceView } from '@ordertrace/api';
import { useCallback, useMemo, useState } from 'react';
import type { Places } from '../details/places.js';
import { SpanDetails } from '../details/span-details.js';
import { straightScale, type Stretch, type TimeScale } from '../fold-scale.js';
import { criticalRows } from './critical-rows.js';
import { foundRows } from './found-rows.js';
import { spanKey, type TraceRow, type WaterfallRow } from './span-rows.js';
import { OperationTable } from './operation-table.js';
import { WaterfallTools } from './waterfall-tools.js';
import { Waterfall } from './waterfall.js';
import { zoomTo } from './zoom.js';
import { ZoomTools } from './zoom-tools.js';

export interface ExploredSpansProps {
  readonly rows: readonly WaterfallRow[];
  readonly scale: TimeScale;
  readonly colours: ReadonlyMap<string, string>;
  /** Source of the rows. */
  readonly traces: readonly TraceView[];
  readonly logs: readonly LogView[];
  readonly places: Places;
  /** Key of the span with open details. */
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
  readonly onTrace?: (row: TraceRow) => void;
}

/** A waterfall, with the details of the chosen span beside it. */
export function ExploredSpans(props: ExploredSpansProps) {
  const { rows, scale, colours, traces, logs, places, selected, onSelect, onTrace } = props;
  const [text, setText] = useState('');
  const [shown, setShown] = useState<string>();
  const [withCritical, setWithCritical] = useState(false);
  const [byOperation, setByOperation] = useState(false);
  const [zoom, setZoom] = useState<Stretch>();
  const zoomed = useMemo(() => (zoom === undefined ? scale : straightScale(zoom)), [zoom, scale]);
  const found = useMemo(() => foundRows(rows, text), [rows, text]);
  const marked = useMemo(() => new Set(found), [found]);
  const errors = useMemo(
    () => rows.filter((row) => row.type === 'span' && row.error).map((row) => row.key),
    [rows],
  );
  const critical = useMemo(() => (withCritical ? criticalRows(traces) : undefined), [withCritical, traces]);
  const logsBySpan = useMemo(() => bySpan(logs), [logs]);
  const logCounts = useMemo(
    () => new Map([...logsBySpan].map(([key, lines]) => [key, lines.length])),
    [logsBySpan],
  );
  const chosen = useMemo(() => rows.find((row) => row.key === selected), [rows, selected]);
  const select = useCallback(
    (row: WaterfallRow) => {
      if (row.type === 'trace') {
        onTrace?.(row);
      } else {
        onSelect(row.key);
      }
    },
    [onSelect, onTrace],
  );
  const close = useCallback(() => {
    onSelect(undefined);
  }, [onSelect]);
  const zoomToRow = useCallback(
    (row: Stretch) => {
      setZoom(row.to > row.from ? zoomTo(row, scale) : undefined);
    },
    [scale],
  );
  return (
    <>
      <WaterfallTools
        text={text}
        onText={setText}
        found={found}
        errors={errors}
        at={shown}
        onGo={setShown}
        critical={withCritical}
        onCritical={setWithCritical}
        byOperation={byOperation}
        onByOperation={setByOperation}
      >
        <ZoomTools
          zoom={zoom}
          chosen={chosen}
          onZoom={(row) => {
            if (row === undefined) setZoom(undefined);
            else zoomToRow(row);
          }}
        />
      </WaterfallTools>
      {byOperation ? (
        <OperationTable
          rows={rows}
          colours={colours}
          onOperation={({ name }) => {
            setText(name);
            setByOperation(false);
          }}
        />
      ) : (
        <div className="beside">
          <Waterfall
            rows={rows}
            scale={zoomed}
            colours={colours}
            logCounts={logCounts}
            selected={selected}
            shown={shown}
            marked={marked}
            critical={critical}
            onSelect={select}
            onZoom={setZoom}
            onZoomToRow={zoomToRow}
          />
          {chosen?.type === 'span' && (
            <SpanDetails
              span={chosen.span}
              logs={logsBySpan.get(spanKey(chosen.traceId, chosen.span.span_id)) ?? []}
              colour={colours.get(chosen.span.application_name)}
              places={places}
              onClose={close}
            />
          )}
        </div>
      )}
    </>
  );
}

function bySpan(logs: readonly LogView[]): ReadonlyMap<string, readonly LogView[]> {
  const found = new Map<string, LogView[]>();
  for (const log of logs) {
    const key = spanKey(log.trace_id, log.span_id);
    const lines = found.get(key);
    if (lines === undefined) {
      found.set(key, [log]);
    } else {
      lines.push(log);
    }
  }
  return found;
}
