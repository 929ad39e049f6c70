/** Number of service colours in the palette, from `--service-0`. */
const serviceColourCount = 8;

/**
 * Assigns a colour of the palette to each service. The hash of its name chooses the colour, so that it is the
 * same on all pages. On a collision, the later service by name takes the next free colour.
 */
export function serviceColours(services: Iterable<string>): ReadonlyMap<string, string> {
  const colours = new Map<string, string>();
  const taken = new Set<number>();
  for (const service of [...new Set(services)].sort()) {
    if (taken.size === serviceColourCount) {
      taken.clear();
    }
    let slot = hash(service) % serviceColourCount;
    while (taken.has(slot)) {
      slot = (slot + 1) % serviceColourCount;
    }
    taken.add(slot);
    colours.set(service, `var(--service-${slot})`);
  }
  return colours;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
