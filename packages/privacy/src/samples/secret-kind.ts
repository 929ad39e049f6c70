import type { Detector } from '../detectors.js';

export interface Sample {
  /** What stands in telemetry. */
  readonly text: string;
  /** The part of it that must not stay. */
  readonly secret: string;
}

export interface SecretKind {
  readonly detector: Detector;
  readonly name: string;
  readonly make: () => Sample;
}
