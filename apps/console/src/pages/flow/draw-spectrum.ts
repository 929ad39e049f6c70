interface Period {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/**
 * Draws a line for each order, from its departure at the upper edge to its arrival at the lower edge. Steep
 * lines are fast, flat lines are slow, parallel bundles moved together. Slower lines are darker.
 */
export function drawSpectrum(
  canvas: HTMLCanvasElement,
  lines: readonly (readonly [number, number])[],
  period: Period,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = globalThis.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  context.scale(ratio, ratio);
  const place = (at: number) => ((at - period.from) / (period.to - period.from)) * width;
  const slow = slowestTenth(lines);
  const palette = getComputedStyle(canvas);
  context.lineWidth = 1;
  for (const [colour, alpha, isSlow] of [
    ['--accent', lines.length > 1000 ? 0.12 : 0.35, false],
    ['--stuck', lines.length > 1000 ? 0.35 : 0.7, true],
  ] as const) {
    context.strokeStyle = palette.getPropertyValue(colour).trim();
    context.globalAlpha = alpha;
    context.beginPath();
    for (const [from, to] of lines) {
      if (to - from > slow === isSlow) {
        context.moveTo(place(from), 0);
        context.lineTo(place(to), height);
      }
    }
    context.stroke();
  }
}

/** The 90th percentile of the durations. */
function slowestTenth(lines: readonly (readonly [number, number])[]): number {
  const times = lines.map(([from, to]) => to - from).toSorted((a, b) => a - b);
  return times[Math.floor(times.length * 0.9)] ?? Infinity;
}
