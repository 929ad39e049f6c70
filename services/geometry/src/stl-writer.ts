import { facetCount, type Mesh } from './mesh.js';
import type { StlFormat } from './stl-reader.js';
import { cornerAt, facetNormal } from './facets.js';

/** The file of the mesh. Reading it returns the same coordinates, bit by bit, in both formats. */
export function writeStl(mesh: Mesh, format: StlFormat): Uint8Array {
  return format === 'binary' ? binaryStl(mesh) : asciiStl(mesh);
}

function binaryStl(mesh: Mesh): Uint8Array {
  const facets = facetCount(mesh);
  const bytes = new Uint8Array(84 + 50 * facets);
  const view = new DataView(bytes.buffer);
  view.setUint32(80, facets, true);
  for (let facet = 0; facet < facets; facet++) {
    let at = 84 + 50 * facet;
    for (const vector of [facetNormal(mesh, facet), ...corners(mesh, facet)])
      for (const value of vector) {
        view.setFloat32(at, value, true);
        at += 4;
      }
  }
  return bytes;
}

function asciiStl(mesh: Mesh): Uint8Array {
  const lines = ['solid model'];
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    lines.push(`facet normal ${words(facetNormal(mesh, facet))}`, ' outer loop');
    for (const corner of corners(mesh, facet)) lines.push(`  vertex ${words(corner)}`);
    lines.push(' endloop', 'endfacet');
  }
  lines.push('endsolid model', '');
  return Buffer.from(lines.join('\n'), 'latin1');
}

function corners(mesh: Mesh, facet: number) {
  return [0, 1, 2].map((corner) => cornerAt(mesh, facet, corner));
}

/** Nine digits distinguish every 32-bit float from its neighbours. */
function words(vector: readonly number[]): string {
  return vector.map((value) => String(Number(value.toPrecision(9)))).join(' ');
}
