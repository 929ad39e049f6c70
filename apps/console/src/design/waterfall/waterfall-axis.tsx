import { useMediaQuery } from '@mantine/hooks';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '../../language/use-format.js';
import type { Piece, Stretch, TimeScale } from '../fold-scale.js';
import { Icon } from '../icons.js';
import { microsPerHour, microsPerMilli } from '../instant.js';
import { elapsedTicks, pieceTicks } from '../time-ticks.js';
import { useDraggedPart } from './use-dragged-part.js';
import { instantAt } from './zoom.js';

export interface WaterfallAxisProps {
  readonly scale: TimeScale;
  readonly onZoom: (to: Stretch) => void;
  readonly allCollapsed: boolean;
  readonly onCollapseAll: (close: boolean) => void;
}

/** Head of the waterfall: round times after the start, or, with folded gaps, the start of each burst. */
export function WaterfallAxis({ scale, onZoom, allCollapsed, onCollapseAll }: WaterfallAxisProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const narrow = useMediaQuery('(max-width: 760px)');
  const drag = useDraggedPart((part) => {
    onZoom({ from: instantAt(scale, part.from), to: instantAt(scale, part.to) });
  });
  const label = allCollapsed ? t('waterfall.expandAll') : t('waterfall.collapseAll');
  return (
    <div className="waterfall-head" role="row">
      <div className="waterfall-head-name" role="columnheader">
        <button
          type="button"
          className="plain-button waterfall-fold-all"
          data-open={!allCollapsed}
          aria-label={label}
          title={label}
          onClick={() => {
            onCollapseAll(!allCollapsed);
          }}
        >
          <Icon name="chevron" size={14} />
        </button>
        {t('waterfall.name')}
      </div>
      <div
        className="waterfall-head-time"
        role="columnheader"
        title={t('waterfall.zoom.drag')}
        {...drag.handlers}
      >
        {axisLabels(scale, format, narrow).map(({ place, text }) => (
          <span key={place} className="waterfall-tick" style={{ left: `${place * 100}%` }}>
            {text}
          </span>
        ))}
        {drag.part !== undefined && (
          <span
            className="waterfall-drag"
            style={{ left: `${drag.part.from * 100}%`, width: `${(drag.part.to - drag.part.from) * 100}%` }}
          />
        )}
      </div>
    </div>
  );
}

function axisLabels(scale: TimeScale, format: Format, narrow: boolean) {
  const only = scale.pieces.length === 1 ? scale.pieces[0] : undefined;
  if (only === undefined) {
    const short = (scale.pieces.at(-1)?.to ?? 0) - (scale.pieces[0]?.from ?? 0) < microsPerHour;
    return pieceTicks(scale, narrow ? 0.5 : 0.14).map(({ at, place }) => ({
      place,
      text: short ? format.clockSeconds(at) : format.moment(at),
    }));
  }
  return elapsedTicks(only.to - only.from, narrow ? 2 : 5)
    .filter(({ place }) => place < 0.95)
    .map(({ at, place }) => ({ place, text: format.duration(at / microsPerMilli) }));
}

/**
 * Folded times, as bands behind the bars. They are one path in a frame as high as the visible rows: hundreds
 * of separate bands, as high as all rows, would make scrolling slow.
 */
export const FoldBands = memo(function FoldBands({ pieces }: { readonly pieces: readonly Piece[] }) {
  const bands = pieces.filter((piece) => piece.folded);
  return (
    <div className="fold-bands" role="presentation">
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        <path d={bands.map(({ left, right }) => `M${left} 0H${right}V1H${left}Z`).join('')} />
      </svg>
    </div>
  );
});
