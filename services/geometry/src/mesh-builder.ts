import type { Mesh } from './mesh.js';

const EMPTY = 0xffffffff;

/**
 * Collects facets corner by corner. Welds corners with equal coordinates (bit by bit, -0 as 0) into one
 * vertex. Memory grows with the input: about 60 bytes per facet of a closed mesh.
 */
export class MeshBuilder {
  #positions = new Float32Array(3 * 1024);
  #bits = new Uint32Array(this.#positions.buffer);
  #vertices = 0;
  #triangles = new Uint32Array(3 * 2048);
  #corners = 0;
  /** Open addressing: slot → vertex; twice as many slots as the capacity for vertices. */
  #slots = new Uint32Array(4096).fill(EMPTY);

  get facets(): number {
    return Math.floor(this.#corners / 3);
  }

  /** Adds one corner; three corners in a row make a facet. */
  addCorner(x: number, y: number, z: number): void {
    if (this.#corners === this.#triangles.length) this.#triangles = doubled(this.#triangles);
    this.#triangles[this.#corners++] = this.#vertexAt(x, y, z);
  }

  mesh(): Mesh {
    return {
      positions: this.#positions.slice(0, this.#vertices * 3),
      triangles: this.#triangles.slice(0, this.facets * 3),
    };
  }

  #vertexAt(x: number, y: number, z: number): number {
    if (this.#vertices * 3 === this.#positions.length) this.#grow();
    const bits = this.#bits;
    const at = this.#vertices * 3;
    this.#positions[at] = x + 0;
    this.#positions[at + 1] = y + 0;
    this.#positions[at + 2] = z + 0;
    const bx = bits[at] ?? 0;
    const by = bits[at + 1] ?? 0;
    const bz = bits[at + 2] ?? 0;
    const mask = this.#slots.length - 1;
    let slot = hash(bx, by, bz) & mask;
    for (;;) {
      const vertex = this.#slots[slot] ?? EMPTY;
      if (vertex === EMPTY) break;
      const v = vertex * 3;
      if (bits[v] === bx && bits[v + 1] === by && bits[v + 2] === bz) return vertex;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#vertices;
    return this.#vertices++;
  }

  #grow(): void {
    this.#positions = doubled(this.#positions);
    this.#bits = new Uint32Array(this.#positions.buffer);
    const slots = new Uint32Array(this.#slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let vertex = 0; vertex < this.#vertices; vertex++) {
      const v = vertex * 3;
      let slot = hash(this.#bits[v] ?? 0, this.#bits[v + 1] ?? 0, this.#bits[v + 2] ?? 0) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = vertex;
    }
    this.#slots = slots;
  }
}

function doubled<T extends Float32Array | Uint32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}

/** Floats differ mostly in their high bits; the shifts move them to the bits of the mask. */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ y ^ (y >>> 15), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16) ^ z ^ (z >>> 15), 0x27d4eb2f);
  return h ^ (h >>> 15);
}
