import type { LogView } from '@ordertrace/api';
import { useCallback, useMemo } from 'react';
import type { Places } from '../details/places.js';
import { SpanDetails } from '../details/span-details.js';
import type { TimeScale } from '../fold-scale.js';
import { spanKey, type TraceRow, type WaterfallRow } from './span-rows.js';
import { Waterfall } from './waterfall.js';

export interface ExploredSpansProps {
  readonly rows: readonly WaterfallRow[];
  readonly scale: TimeScale;
  readonly colours: ReadonlyMap<string, string>;
  readonly logs: readonly LogView[];
  readonly places: Places;
  /** The key of the span whose details are open. */
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
  readonly onTrace?: (row: TraceRow) => void;
}

/** A waterfall with the details of the chosen span beside it. */
export function ExploredSpans(props: ExploredSpansProps) {
  const { rows, scale, colours, logs, places, selected, onSelect, onTrace } = props;
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
  return (
    <div className="beside">
      <Waterfall
        rows={rows}
        scale={scale}
        colours={colours}
        logCounts={logCounts}
        selected={selected}
        onSelect={select}
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
