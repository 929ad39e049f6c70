import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { Icon } from '../icons.js';

export interface WaterfallToolsProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Keys of the found rows, in row order. */
  readonly found: readonly string[];
  /** Key of the current row. */
  readonly at: string | undefined;
  readonly onGo: (key: string) => void;
  readonly critical: boolean;
  readonly onCritical: (on: boolean) => void;
  /** Keys of the spans that ended in an error. */
  readonly errors: readonly string[];
  readonly byOperation: boolean;
  readonly onByOperation: (on: boolean) => void;
  readonly children?: ReactNode;
}

/** Searches spans, steps through errors, and shows the critical path. */
export function WaterfallTools(props: WaterfallToolsProps) {
  const { text, onText, found, at, onGo, critical, onCritical, errors, byOperation } = props;
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="waterfall-tools" role="group" aria-label={t('waterfall.tools')}>
      <TextInput
        size="xs"
        type="search"
        spellCheck={false}
        aria-label={t('waterfall.find')}
        placeholder={t('waterfall.find')}
        leftSection={<Icon name="search" size={14} />}
        value={text}
        onChange={(event) => {
          onText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            step(found, at, event.shiftKey ? -1 : 1, onGo);
          }
        }}
      />
      {text !== '' && (
        <span className="muted" aria-live="polite">
          {t('waterfall.found', { count: found.length })}
        </span>
      )}
      {text !== '' && found.length > 0 && (
        <>
          <ActionIcon
            size="sm"
            variant="default"
            aria-label={t('waterfall.before')}
            onClick={() => {
              step(found, at, -1, onGo);
            }}
          >
            <Icon name="up" size={13} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            variant="default"
            aria-label={t('waterfall.next')}
            onClick={() => {
              step(found, at, 1, onGo);
            }}
          >
            <Icon name="down" size={13} />
          </ActionIcon>
        </>
      )}
      {errors.length > 0 && (
        <button
          type="button"
          className="plain-button link-button waterfall-to-error"
          onClick={() => {
            step(errors, at, 1, onGo);
          }}
        >
          <Icon name="alert" size={13} />
          {t('waterfall.nextError', { count: errors.length, value: format.count(errors.length) })}
        </button>
      )}
      <Switch
        size="xs"
        label={t('waterfall.critical')}
        title={t('waterfall.criticalLong')}
        checked={critical}
        onChange={(event) => {
          onCritical(event.currentTarget.checked);
        }}
      />
      <Button
        size="compact-xs"
        variant={byOperation ? 'filled' : 'default'}
        aria-pressed={byOperation}
        title={t('waterfall.operations.what')}
        onClick={() => {
          props.onByOperation(!byOperation);
        }}
      >
        {t('waterfall.operations.title')}
      </Button>
      {!byOperation && props.children}
    </div>
  );
}

/** Next key; wraps around at the ends. */
function step(keys: readonly string[], at: string | undefined, by: 1 | -1, go: (key: string) => void): void {
  const index = at === undefined ? -1 : keys.indexOf(at);
  const next = index < 0 ? (by === 1 ? 0 : keys.length - 1) : (index + by + keys.length) % keys.length;
  const key = keys[next];
  if (key !== undefined) {
    go(key);
  }
}
