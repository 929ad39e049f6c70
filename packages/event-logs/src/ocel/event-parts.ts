import type { Mapping } from '../options.js';
import type { RowValues } from '../row-event.js';
import type { OcelEvent } from './ocel-source.js';

const resourceNames = ['org:resource', 'resource'] as const;

/** Default attributes of the parts of an event. */
const attributeNames = {
  start: 'start_timestamp',
  lifecycle: 'lifecycle:transition',
  instance: 'concept:instance',
  tenant: 'tenant_id',
} as const;

/** Attributes that `partsOfEvent` reads. */
export function wantedAttributes(mapping: Mapping): readonly string[] {
  return [...new Set([...resourceNames, ...Object.values(attributeNames), ...Object.values(mapping)])];
}

export function partsOfEvent(event: OcelEvent, order: string, mapping: Mapping): RowValues {
  const { activity, time, attributes } = event;
  const of = (key: string | undefined) => (key === undefined ? '' : (attributes[key] ?? ''));
  return {
    case: order,
    activity: mapping.activity === undefined ? activity : of(mapping.activity),
    time: mapping.time === undefined ? time : of(mapping.time),
    start: of(mapping.start ?? attributeNames.start),
    lifecycle: of(mapping.lifecycle ?? attributeNames.lifecycle),
    instance: of(mapping.instance ?? attributeNames.instance),
    resource: of(mapping.resource ?? resourceNames.find((name) => attributes[name] !== undefined)),
    tenant: of(mapping.tenant ?? attributeNames.tenant),
  };
}
