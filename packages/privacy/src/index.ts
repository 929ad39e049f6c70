export { isCard } from './checksums.js';
export { detectors, type Detector } from './detectors.js';
export { createGate, stopped, type Gate, type GateOptions } from './gate.js';
export type { IdRange } from './id-ranges.js';
export { readOrMakeKey } from './key-file.js';
export type { KeyRule } from './key-rules.js';
export { checkPolicy, defaultPolicy, policyFrom, PolicyError, type Policy } from './policy.js';
export type { StopCount } from './stop-counts.js';
export { mayHoldPersonalPath, trait, traitsOfUtf8 } from './traits.js';
