import { MeshBuilder } from './mesh-builder.js';
import type { Mesh } from './mesh.js';
import { AsciiStlParser } from './stl-ascii.js';
import { BinaryStlParser } from './stl-binary.js';
import { StlError } from './stl-error.js';
import type { StlParser } from './stl-parser.js';

export type StlFormat = 'binary' | 'ascii';

export interface ReadStlOptions {
  /** Reading stops with `stl_too_many_facets` above this number. */
  readonly maxFacets?: number;
  /** Called from time to time with the bytes read so far. */
  readonly onProgress?: (bytesRead: number) => void;
}

export interface StlFile {
  readonly format: StlFormat;
  readonly mesh: Mesh;
  readonly bytes: number;
}

/** Enough for the second line of a text file, with any name in the first line. */
const HEAD_BYTES = 4096;
const DEFAULT_MAX_FACETS = 2_000_000;

/**
 * Reads an STL file, binary or text, as a stream. The mesh is welded but otherwise unchanged, flaws included:
 * `inspectMesh` finds those. Facet normals are ignored; the order of the corners counts.
 *
 * @throws {StlError} when the file is not STL, is cut off, continues after its end, or is too large.
 */
export async function readStl(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadStlOptions = {},
): Promise<StlFile> {
  const builder = new MeshBuilder();
  const maxFacets = options.maxFacets ?? DEFAULT_MAX_FACETS;
  let head: Uint8Array | undefined = new Uint8Array(0);
  let parser: { format: StlFormat; parser: StlParser } | undefined;
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (parser) {
      parser.parser.push(chunk);
    } else {
      head = joined(head, chunk);
      if (head.length >= HEAD_BYTES) {
        parser = startParser(head, builder, maxFacets);
        head = undefined;
      }
    }
    options.onProgress?.(bytes);
  }
  if (bytes === 0) throw new StlError('stl_empty_file', 'The file is empty.');
  parser ??= startParser(head ?? new Uint8Array(0), builder, maxFacets);
  parser.parser.end();
  return { format: parser.format, mesh: builder.mesh(), bytes };
}

function startParser(head: Uint8Array, builder: MeshBuilder, maxFacets: number) {
  const format = formatOf(head);
  const parser =
    format === 'ascii' ? new AsciiStlParser(builder, maxFacets) : new BinaryStlParser(builder, maxFacets);
  parser.push(head);
  return { format, parser };
}

/**
 * Text begins with `solid` and a name; its second line begins with `facet` or `endsolid`. The first word
 * alone proves nothing: many programs also write it into the header of a binary file. There the count of
 * facets follows. Its highest byte is 0 below 16 million, and text has no such byte.
 */
function formatOf(head: Uint8Array): StlFormat {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString(
    'latin1',
  );
  if (!/^(\xef\xbb\xbf)?\s*solid\b/i.test(text)) return 'binary';
  if (/^\S*\s[^\r\n]*[\r\n]\s*(facet|endsolid)\b/i.test(text.trimStart())) return 'ascii';
  return text.slice(0, 84).includes('\0') ? 'binary' : 'ascii';
}

function joined(head: Uint8Array | undefined, chunk: Uint8Array): Uint8Array {
  return head === undefined || head.length === 0 ? chunk : Buffer.concat([head, chunk]);
}
