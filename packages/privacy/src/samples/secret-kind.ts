import type { Detector } from '../detectors.js';

export interface Sample {
  /** The text in telemetry. */
  readonly text: string;
  /** The part of it that must be removed. */
  readonly secret: string;
}

export interface SecretKind {
  readonly detector: Detector;
  readonly name: string;
  readonly make: () => Sample;
}
