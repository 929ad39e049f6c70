import { useState, type PointerEvent } from 'react';
import type { Stretch } from '../fold-scale.js';

/** A smaller share of the width is an accidental drag during a click. */
const least = 0.01;

/** Part of an element's width, from 0 to 1, selected by dragging the pointer in either direction. */
export function useDraggedPart(onPart: (part: Stretch) => void) {
  const [ends, setEnds] = useState<readonly [start: number, now: number]>();
  const part = ends === undefined ? undefined : { from: Math.min(...ends), to: Math.max(...ends) };
  return {
    part,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = placeOf(event);
        setEnds([place, place]);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (ends !== undefined) {
          setEnds([ends[0], placeOf(event)]);
        }
      },
      onPointerUp: () => {
        setEnds(undefined);
        if (part !== undefined && part.to - part.from >= least) {
          onPart(part);
        }
      },
      onPointerCancel: () => {
        setEnds(undefined);
      },
    },
  };
}

function placeOf({ currentTarget, clientX }: PointerEvent<HTMLElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
}
