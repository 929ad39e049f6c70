export { seeded } from './draws.js';
export { harmlessKinds, type HarmlessKind } from './harmless-kinds.js';
export type { Sample, SecretKind } from './secret-kind.js';
export { secretKinds } from './secret-kinds.js';
export { slowTexts, stays, surroundings } from './surroundings.js';
