import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import type { Stretch } from '../fold-scale.js';
import { microsPerMilli } from '../instant.js';

export interface ZoomToolsProps {
  /** The shown period; undefined if all of it is shown. */
  readonly zoom: Stretch | undefined;
  /** The chosen row, as the zoom's target. */
  readonly chosen: Stretch | undefined;
  readonly onZoom: (to: Stretch | undefined) => void;
}

/** Zooms to the chosen span, and back to the whole. */
export function ZoomTools({ zoom, chosen, onZoom }: ZoomToolsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {chosen !== undefined && chosen.to > chosen.from && (
        <Button
          size="compact-xs"
          variant="default"
          title={t('waterfall.zoom.how')}
          onClick={() => {
            onZoom(chosen);
          }}
        >
          {t('waterfall.zoom.in')}
        </Button>
      )}
      {zoom !== undefined && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            onZoom(undefined);
          }}
        >
          {t('waterfall.zoom.out')}
        </Button>
      )}
      <span className="muted" aria-live="polite">
        {zoom !== undefined &&
          t('waterfall.zoom.shown', {
            from: format.clockExact(zoom.from),
            duration: format.duration((zoom.to - zoom.from) / microsPerMilli),
          })}
      </span>
    </>
  );
}
