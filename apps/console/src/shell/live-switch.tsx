import { ActionIcon, Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { goLive, goOn, pause, useLiveState } from '../api/live.js';
import { Icon } from '../design/icons.js';

/** Shows whether updates arrive automatically, and pauses them. */
export function LiveSwitch() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useLiveState();
  useEffect(() => {
    goLive(queries);
    return pause;
  }, [queries]);
  const paused = state === 'paused';
  const label = t(`live.${state}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        className="live-switch"
        data-state={state}
        aria-label={label}
        aria-pressed={paused}
        onClick={() => {
          if (paused) {
            void goOn(queries);
          } else {
            pause();
          }
        }}
      >
        <Icon name={paused ? 'play' : 'pause'} />
        <span className="live-dot" aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
