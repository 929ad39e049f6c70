/** Length of a body along x, y and z, in millimetres. */
export type Size = readonly [x: number, y: number, z: number];

/** The printer that makes the wax model of a piece, layer by layer. */
export interface Machine {
  /** Space that a piece must fit into; z points upwards. */
  readonly buildVolumeMm: Size;
  readonly layerMm: number;
  readonly secondsPerLayer: number;
  readonly minutesPerCubicCentimetre: number;
  /** Gap between pieces that are printed side by side. */
  readonly gapMm: number;
}

export const waxPrinter: Machine = {
  buildVolumeMm: [145, 145, 180],
  layerMm: 0.025,
  secondsPerLayer: 3.5,
  minutesPerCubicCentimetre: 9,
  gapMm: 2,
};

/** Orientation of a piece in the machine: turned by right angles, with the fewest layers. */
export interface Placement {
  readonly heightMm: number;
  /** Pieces that are printed at the same time. */
  readonly pieces: number;
}

/** Undefined if the piece does not fit in any orientation. */
export function placementOf(size: Size, machine: Machine): Placement | undefined {
  const [x, y, z] = size;
  const positions: Size[] = [
    [x, y, z],
    [y, x, z],
    [x, z, y],
    [z, x, y],
    [y, z, x],
    [z, y, x],
  ];
  return positions
    .filter((position) => position.every((length, axis) => length <= (machine.buildVolumeMm[axis] ?? 0)))
    .map((position) => ({ heightMm: position[2], pieces: piecesSideBySide(position, machine) }))
    .sort((a, b) => a.heightMm - b.heightMm || b.pieces - a.pieces)
    .at(0);
}

function piecesSideBySide([x, y]: Size, { buildVolumeMm: [width, depth], gapMm }: Machine): number {
  const along = (room: number, length: number) => Math.floor((room + gapMm) / (length + gapMm));
  return along(width, x) * along(depth, y);
}

/**
 * Machine time in minutes for all pieces:
 * runs × layers × seconds per layer / 60 + pieces × volume × minutes per cm³.
 * Each run prints as many pieces as fit side by side.
 */
export function printMinutes(
  { heightMm, pieces }: Placement,
  { volumeMm3, quantity }: { volumeMm3: number; quantity: number },
  machine: Machine,
): number {
  const runs = Math.ceil(quantity / pieces);
  const layers = Math.ceil(heightMm / machine.layerMm);
  return (
    (runs * layers * machine.secondsPerLayer) / 60 +
    quantity * (volumeMm3 / 1000) * machine.minutesPerCubicCentimetre
  );
}
