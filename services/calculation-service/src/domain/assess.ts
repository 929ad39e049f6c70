import { boxSize, type MeshInspection } from '@ordertrace/geometry';
import { placementOf, type Machine, type Placement, type Size } from './machine.js';
import { flawRejection, tooLarge, tooManyDegenerateFacets, tooSmall, type Rejection } from './rejection.js';

/** What must be known of a model to price it. */
export interface PrintableModel {
  readonly facets: number;
  readonly volumeMm3: number;
  readonly surfaceMm2: number;
  readonly sizeMm: Size;
  readonly placement: Placement;
}

export type Assessment =
  | { readonly printable: true; readonly model: PrintableModel }
  | { readonly printable: false; readonly rejection: Rejection };

/** Below this no side is more than a grain; such a model was drawn in metres, or in inches by mistake. */
const smallestSideMm = 0.5;
/** More of these than 1 in 10 come from a mesh that was broken on the way. */
const maxDegenerateShare = 0.1;

/** Whether the inspected mesh is a body that the machine can make. Coordinates are millimetres. */
export function assess(inspection: MeshInspection, machine: Machine): Assessment {
  if (!inspection.sound) return { printable: false, rejection: flawRejection(inspection.flaws[0]) };
  const { facets, degenerateFacets, volumeMm3, surfaceMm2, boundingBox } = inspection.measures;
  const sizeMm = boxSize(boundingBox);
  if (degenerateFacets / facets > maxDegenerateShare)
    return { printable: false, rejection: tooManyDegenerateFacets() };
  if (Math.max(...sizeMm) < smallestSideMm)
    return { printable: false, rejection: tooSmall(sizeMm, smallestSideMm) };
  const placement = placementOf(sizeMm, machine);
  if (!placement) return { printable: false, rejection: tooLarge(sizeMm, machine) };
  return { printable: true, model: { facets, volumeMm3, surfaceMm2, sizeMm, placement } };
}
