import { boxSize, type MeshInspection } from '@ordertrace/geometry';
import { placementOf, type Machine, type Placement, type Size } from './machine.js';
import { flawRejection, tooLarge, tooManyDegenerateFacets, tooSmall, type Rejection } from './rejection.js';

/** Measures of a model that its price depends on. */
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

/** A model with shorter sides was drawn in metres, or in inches by mistake. */
const smallestSideMm = 0.5;
/** A larger share comes from a broken export of the mesh. */
const maxDegenerateShare = 0.1;

/** Checks whether the machine can make the inspected mesh. Coordinates are millimetres. */
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
