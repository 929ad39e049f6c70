import type { MeshFlaw, StlErrorCode } from '@ordertrace/geometry';
import type { Machine, Size } from './machine.js';

/** Reason why a model can't be made: a code for programs and a sentence for the customer. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly reason: string;
}

export type RejectionCode =
  | 'model_missing'
  | 'model_unreadable'
  | 'model_too_complex'
  | 'model_empty'
  | 'model_not_closed'
  | 'model_inside_out'
  | 'model_degenerate'
  | 'model_too_large'
  | 'model_too_small'
  | 'calculation_failed';

const flawRejections: Record<MeshFlaw['kind'], Rejection> = {
  empty: {
    code: 'model_empty',
    reason: 'The file holds no shape. Please export the model again and check that the body is selected.',
  },
  not_finite: {
    code: 'model_unreadable',
    reason: 'The file holds coordinates that are not numbers. Please export the model again.',
  },
  not_closed: {
    code: 'model_not_closed',
    reason:
      'The surface of the model has holes, so it encloses no body that could be cast. Please close it with the repair function of your CAD program.',
  },
  inconsistent_orientation: {
    code: 'model_inside_out',
    reason:
      'Parts of the surface face inwards, so inside and outside of the model cannot be told apart. Please unify the normals in your CAD program.',
  },
  inside_out: {
    code: 'model_inside_out',
    reason:
      'The surface of the model, or of a part of it, is inside out. Please flip its normals so that they point outwards.',
  },
  no_volume: {
    code: 'model_degenerate',
    reason: 'The model is flat and encloses no body that could be cast. Please give it a thickness.',
  },
};

export function flawRejection(flaw: MeshFlaw): Rejection {
  return flawRejections[flaw.kind];
}

export function unreadable(code: StlErrorCode): Rejection {
  if (code === 'stl_too_many_facets')
    return {
      code: 'model_too_complex',
      reason: 'The model has too many triangles. Please export it with a coarser resolution.',
    };
  const what =
    code === 'stl_empty_file'
      ? 'is empty'
      : code === 'stl_truncated'
        ? 'ends in the middle'
        : 'is damaged, or is no STL file';
  return {
    code: 'model_unreadable',
    reason: `The file ${what}. Please export the model as STL again and upload it once more.`,
  };
}

export function tooManyDegenerateFacets(): Rejection {
  return {
    code: 'model_degenerate',
    reason: 'Many triangles of the model have no area. Please repair the mesh and export it again.',
  };
}

export function tooLarge(size: Size, { buildVolumeMm }: Machine): Rejection {
  return {
    code: 'model_too_large',
    reason: `The model measures ${sizeText(size)} mm; the largest we can make is ${sizeText(buildVolumeMm)} mm. Please check that it was drawn in millimetres.`,
  };
}

export function tooSmall(size: Size, smallestMm: number): Rejection {
  return {
    code: 'model_too_small',
    reason: `The model measures ${sizeText(size)} mm; at least one side must have ${smallestMm} mm. Please check that it was drawn in millimetres.`,
  };
}

export const modelMissing: Rejection = {
  code: 'model_missing',
  reason: 'The file of the model is gone. Please upload it once more.',
};

export const tookTooLong: Rejection = {
  code: 'model_too_complex',
  reason:
    'The model is too complex to be calculated in time. Please export it with a coarser resolution, or ask us for an offer.',
};

export const failedTooOften: Rejection = {
  code: 'calculation_failed',
  reason: 'The price of the model could not be calculated. Please ask us for an offer.',
};

function sizeText(size: Size): string {
  return size.map((length) => Number(length.toPrecision(3)).toString()).join(' × ');
}
