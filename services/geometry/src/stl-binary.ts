import type { MeshBuilder } from './mesh-builder.js';
import { StlError } from './stl-error.js';
import type { StlParser } from './stl-parser.js';

const HEADER_BYTES = 84;
const FACET_BYTES = 50;

/**
 * Parser of binary files: 80 bytes of any content, the count of facets, then 50 bytes per facet: normal,
 * three corners, two unused bytes. A few bytes after the last facet, such as a line break, are skipped. More
 * bytes are an error: the count is probably wrong, and part of the model would be missing.
 */
export class BinaryStlParser implements StlParser {
  readonly #builder: MeshBuilder;
  readonly #maxFacets: number;
  #rest: Uint8Array = new Uint8Array(0);
  #bytes = 0;
  #expected: number | undefined;

  constructor(builder: MeshBuilder, maxFacets: number) {
    this.#builder = builder;
    this.#maxFacets = maxFacets;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    if (this.#expected === undefined) {
      if (data.length < HEADER_BYTES) {
        this.#rest = data;
        return;
      }
      this.#expected = this.#facetsAllowed(view.getUint32(80, true));
      at = HEADER_BYTES;
    }
    for (; at + FACET_BYTES <= data.length; at += FACET_BYTES) {
      if (this.#builder.facets === this.#expected) throw this.#trailing(this.#expected);
      for (let corner = at + 12; corner < at + 48; corner += 12)
        this.#builder.addCorner(
          view.getFloat32(corner, true),
          view.getFloat32(corner + 4, true),
          view.getFloat32(corner + 8, true),
        );
    }
    this.#rest = data.slice(at);
  }

  end(): void {
    if (this.#expected === undefined)
      throw new StlError(
        'stl_truncated',
        `The file ends after ${this.#bytes} bytes; a binary STL has a header of ${HEADER_BYTES}.`,
      );
    if (this.#builder.facets < this.#expected)
      throw new StlError(
        'stl_truncated',
        `The header announces ${this.#expected} facets, but the file ends after ${this.#builder.facets}.`,
      );
  }

  #facetsAllowed(facets: number): number {
    if (facets > this.#maxFacets)
      throw new StlError(
        'stl_too_many_facets',
        `The header announces ${facets} facets; at most ${this.#maxFacets} are taken.`,
      );
    return facets;
  }

  #trailing(expected: number): StlError {
    return new StlError(
      'stl_trailing_bytes',
      `The file goes on after the ${expected} facets that its header announces.`,
    );
  }
}
