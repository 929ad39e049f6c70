export { allPages } from './all-pages.js';
export { arrivalTimeKey, attribute, baggageKey, retailTenant, usualOrderNames } from './attributes.js';
export { actors, eventName, type Actor, type EventName } from './events.js';
export { fields, type Field } from './fields.js';
export { hostNameRefusal, urlRefusal } from './host-names.js';
export { pseudonymOf, pseudonymPattern } from './pseudonym.js';
export { coverages, stages, type Coverage, type Stage } from './stages.js';
export { definedFields, type DefinedFields } from './defined-fields.js';
export { grouped } from './grouped.js';
