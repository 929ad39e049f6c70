import type { LogView } from '@ordertrace/api';
import { useCallback, useMemo } from 'react';
import { LogDetails } from '../details/log-details.js';
import type { Places } from '../details/places.js';
import { LogList } from './log-list.js';
import { logKey } from '../details/log-text.js';

export interface ExploredLogsProps {
  readonly logs: readonly LogView[];
  readonly colours: ReadonlyMap<string, string>;
  readonly places: Places;
  /** Key of the log line with open details. */
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
}

/** Log lines, with the details of the chosen one beside them. */
export function ExploredLogs({ logs, colours, places, selected, onSelect }: ExploredLogsProps) {
  const chosen = useMemo(() => logs.find((log) => logKey(log) === selected), [logs, selected]);
  const select = useCallback(
    (log: LogView) => {
      onSelect(logKey(log));
    },
    [onSelect],
  );
  const close = useCallback(() => {
    onSelect(undefined);
  }, [onSelect]);
  return (
    <div className="beside">
      <LogList logs={logs} colours={colours} selected={selected} onSelect={select} />
      {chosen !== undefined && (
        <LogDetails
          log={chosen}
          colour={colours.get(chosen.application_name)}
          places={places}
          onClose={close}
        />
      )}
    </div>
  );
}
