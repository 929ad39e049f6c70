export { seeded } from './draws.js';
export { harmlessKinds, type HarmlessKind } from './harmless-kinds.js';
export { secretKinds, type Sample, type SecretKind } from './secret-kinds.js';
export { slowTexts, stays, surroundings } from './surroundings.js';
