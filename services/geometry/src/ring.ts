import type { Mesh } from './mesh.js';
import { requireWhole, requireWithin, sweptGrid } from './swept-grid.js';

/** `court` is flat on the finger and round outside, `knife` has a ridge. */
export type RingProfile = 'round' | 'flat' | 'court' | 'knife';

export interface RingOptions {
  /** Diameter of the finger; 14 to 22 mm are usual. */
  readonly innerDiameterMm: number;
  /** Width along the finger. */
  readonly bandWidthMm: number;
  /** Thickness from the finger outwards. */
  readonly thicknessMm: number;
  readonly profile?: RingProfile;
  /** Waves around the outside; their height is added to the thickness. */
  readonly waves?: { readonly count: number; readonly heightMm: number };
  /** Additional thickness at the top, as on a signet ring. */
  readonly signetMm?: number;
  readonly segments?: number;
  readonly profileSegments?: number;
}

/** Exponents of the profile's curve towards the finger and outwards: 1 is round, a smaller one is squarer. */
const shapes: Record<RingProfile, { inner: number; outer: number; side: number }> = {
  round: { inner: 1, outer: 1, side: 1 },
  flat: { inner: 0.3, outer: 0.3, side: 0.3 },
  court: { inner: 0.3, outer: 1, side: 0.7 },
  knife: { inner: 0.3, outer: 1.6, side: 1 },
};

/**
 * A finger ring around the z axis. The mesh is closed, faces outwards, and has `2 × segments ×
 * profileSegments` facets.
 *
 * @throws {RangeError} names the invalid option.
 */
export function ringMesh(options: RingOptions): Mesh {
  const { innerDiameterMm, bandWidthMm, thicknessMm, signetMm = 0 } = options;
  const { segments = 96, profileSegments = 24 } = options;
  const waves = options.waves ?? { count: 0, heightMm: 0 };
  requireWithin({ innerDiameterMm, bandWidthMm, thicknessMm }, 0.01, 10_000);
  requireWithin({ signetMm, heightMm: waves.heightMm }, 0, 10_000);
  requireWhole({ segments, profileSegments }, 3, 100_000);
  requireWhole({ count: waves.count }, 0, segments);
  const shape = shapes[options.profile ?? 'court'];
  return sweptGrid({ around: segments, along: profileSegments }, (i, j) => {
    const angle = (2 * Math.PI * i) / segments;
    const turn = (2 * Math.PI * j) / profileSegments;
    const outwards = Math.cos(turn);
    const across = 0.5 + 0.5 * signedPower(outwards, outwards < 0 ? shape.inner : shape.outer);
    const wave = (waves.heightMm * (1 + Math.cos(waves.count * angle))) / 2;
    const height = thicknessMm + wave + signetMm * Math.exp(-4 * (1 - Math.cos(angle)));
    const radius = innerDiameterMm / 2 + across * height;
    const z = 0.5 * bandWidthMm * signedPower(Math.sin(turn), shape.side);
    return [radius * Math.cos(angle), radius * Math.sin(angle), z];
  });
}

function signedPower(value: number, exponent: number): number {
  return Math.sign(value) * Math.abs(value) ** exponent;
}
