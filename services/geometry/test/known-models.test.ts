import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectMesh, readStl } from '@ordertrace/geometry';

/** Files of other programs, with volumes computed by MeshLab. They are stored beside the repository. */
const folder = [
  join(import.meta.dirname, '../../../../shared/data/models'),
  join(import.meta.dirname, '../../../../../shared/data/models'),
].find((path) => existsSync(path));

it.for([
  ['half-donut-ascii.stl', 'ascii', 2.343149],
  ['half-donut-binary.stl', 'binary', 2.343149],
  ['star-binary.stl', 'binary', 1.416599],
  ['star-empty-header.stl', 'binary', 1.416599],
  ['cube-invalid-unicode-header.stl', 'binary', 8],
] as const)('measures %s as MeshLab does', async ([name, format, volumeMm3], { skip }) => {
  if (!folder) return skip('the folder shared/data/models is not there');
  const read = await readStl(createReadStream(join(folder, name)));
  const inspection = inspectMesh(read.mesh);
  expect(read.format).toBe(format);
  expect(inspection.sound && inspection.measures.volumeMm3).toBeCloseTo(volumeMm3, 6);
});
