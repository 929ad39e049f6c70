import { expect, it } from 'vitest';
import { inspectMesh, readStl, ringMesh, writeStl } from '@ordertrace/geometry';
import { bytesInPieces } from './shapes.js';

it('reads and checks a million facets in seconds, in memory of a few times their number', async () => {
  const bytes = writeStl(
    ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 2, segments: 1000, profileSegments: 500 }),
    'binary',
  );
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const { mesh } = await readStl(bytesInPieces(bytes, [65_536]));
  const inspection = inspectMesh(mesh);
  const { user, system } = process.cpuUsage(cpu);
  expect(inspection).toMatchObject({ sound: true, measures: { facets: 1_000_000, shells: 1 } });
  expect((user + system) / 1e6).toBeLessThan(5);
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
});
