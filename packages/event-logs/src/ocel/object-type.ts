import { EventLogError } from '../event-log-error.js';

/**
 * Type of object that represents the order: the stated one, the only one with objects, or the only one with
 * the name of an order. Throws `EventLogError`: `object_type_unknown` if a stated type has no objects,
 * `object_type_ambiguous` if several types are possible.
 */
export function followedType(counts: ReadonlyMap<string, number>, stated: string | undefined): string {
  const types = [...counts.keys()];
  if (stated !== undefined) {
    if (counts.has(stated)) return stated;
    throw new EventLogError(
      'object_type_unknown',
      `No object is of the type "${stated}". ${typesText(counts)}`,
      {
        option: 'object_type',
      },
    );
  }
  const filled = types.filter((type) => (counts.get(type) ?? 0) > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return only;
  for (const isOrder of [/^orders?$/i, /(^|[\s_.-])orders?$/i, /(^|[\s_.-])orders?([\s_.-]|$)/i]) {
    const named = filled.filter((type) => isOrder.test(type));
    if (named.length === 1 && named[0] !== undefined) return named[0];
    if (named.length > 1) break;
  }
  const message = `Which objects are the orders? ${typesText(counts)} State one: object_type=….`;
  throw new EventLogError('object_type_ambiguous', message, { option: 'object_type' });
}

function typesText(counts: ReadonlyMap<string, number>): string {
  if (counts.size === 0) return 'The file declares no objects.';
  const types = [...counts].slice(0, 30).map(([type, count]) => `"${type.slice(0, 60)}" (${count})`);
  return `The types are ${types.join(', ')}.`;
}
