import type { LogView } from '@ordertrace/api';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { microsOf } from '../instant.js';
import { VirtualRows } from '../virtual-rows.js';
import { logKey, logText, severityName } from '../details/log-text.js';
import './log-list.css';

export interface LogListProps {
  readonly logs: readonly LogView[];
  readonly colours: ReadonlyMap<string, string>;
  /** Key of the log line with open details. */
  readonly selected: string | undefined;
  readonly onSelect: (log: LogView) => void;
}

/** Log lines by time, one per row. Only visible rows are rendered. */
export const LogList = memo(function LogList({ logs, colours, selected, onSelect }: LogListProps) {
  const { t } = useTranslation();
  return (
    <div className="panel log-list">
      <VirtualRows
        count={logs.length}
        rowHeight={26}
        role="list"
        label={t('logs.label')}
        show={logs.findIndex((log) => logKey(log) === selected)}
      >
        {(index) => {
          const log = logs[index];
          return log === undefined ? null : (
            <LogRow
              log={log}
              colour={colours.get(log.application_name)}
              selected={logKey(log) === selected}
              onSelect={onSelect}
            />
          );
        }}
      </VirtualRows>
    </div>
  );
});

interface LogRowProps {
  readonly log: LogView;
  readonly colour: string | undefined;
  readonly selected: boolean;
  readonly onSelect: (log: LogView) => void;
}

function LogRow({ log, colour, selected, onSelect }: LogRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const at = microsOf(log.timestamp);
  return (
    <div role="listitem" className="log-item">
      <button
        type="button"
        className="plain-button log-row"
        aria-pressed={selected}
        style={{ '--colour': colour }}
        onClick={() => {
          onSelect(log);
        }}
      >
        <span className="log-day">{format.day(at)}</span>
        <span className="log-time mono">{format.clockExact(at)}</span>
        <span className="log-severity mono" data-severity={severityName(log.severity)}>
          {log.severity_text === '' ? t('logs.unset') : log.severity_text}
        </span>
        <span className="log-service cut">{log.application_name}</span>
        <span className="log-text mono cut">
          {log.event_name !== '' && <span className="log-event">{log.event_name}</span>}
          {logText(log)}
        </span>
      </button>
    </div>
  );
}
