import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import type { Piece, Stretch, TimeScale } from '../fold-scale.js';
import { microsPerMilli } from '../instant.js';
import { stayParts, type StageStay } from './time-line-layout.js';

export interface StayBarProps {
  readonly stay: StageStay;
  readonly scale: TimeScale;
  readonly free: readonly Stretch[];
}

/** Bar of a stay in a stage: solid for activity, thin for folded idle time, a diamond for a final stage. */
export function StayBar({ stay, scale, free }: StayBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="stay-track">
      {free.map((each) => (
        <span
          key={each.from}
          className="stay-free"
          style={extent(scale.place(each.from), scale.place(each.to))}
        />
      ))}
      {stay.end ? (
        <span className="stay-end" style={{ left: `${scale.place(stay.from) * 100}%` }} />
      ) : (
        stayParts(stay)
          .flatMap((time) => partsOf(time, scale).map((part) => ({ ...part, waits: time.waits })))
          .map((part) => {
            const length = format.duration((part.to - part.from) / microsPerMilli);
            return (
              <span
                key={part.from}
                className={part.folded ? 'stay-folded' : 'stay-bar'}
                data-waits={part.waits}
                style={extent(part.left, part.right)}
                title={part.folded ? t('timeLine.folded', { duration: length }) : length}
              />
            );
          })
      )}
    </div>
  );
}

/** Pieces of the axis within the stay, clipped to it. */
function partsOf(stay: Stretch, scale: TimeScale): Piece[] {
  const parts = scale.pieces
    .filter((piece) => piece.to > stay.from && piece.from < stay.to)
    .map(({ from, to, folded }) => {
      const cut = { from: Math.max(from, stay.from), to: Math.min(to, stay.to) };
      return { ...cut, folded, left: scale.place(cut.from), right: scale.place(cut.to) };
    });
  return parts.length > 0
    ? parts
    : [{ ...stay, folded: false, left: scale.place(stay.from), right: scale.place(stay.to) }];
}

function extent(left: number, right: number) {
  return { left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` };
}
