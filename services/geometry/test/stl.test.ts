import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectMesh, pendantMesh, readStl, ringMesh, volumeOf, writeStl } from '@ordertrace/geometry';
import { bytesInPieces, tetrahedron } from './shapes.js';

const ring = ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 2 });

describe('reading what was written', () => {
  it.each(['binary', 'ascii'] as const)('gives the same mesh, %s', async (format) => {
    const { mesh, format: found } = await readStl([writeStl(ring, format)]);
    expect(found).toBe(format);
    expect(mesh.triangles.length).toBe(ring.triangles.length);
    expect(volumeOf(mesh)).toBeCloseTo(volumeOf(ring), 9);
    expect(inspectMesh(mesh).sound).toBe(true);
  });

  it('does not depend on how the bytes arrive', async () => {
    const mesh = pendantMesh({
      shape: 'heart',
      widthMm: 10,
      thicknessMm: 1,
      holeDiameterMm: 1,
      segments: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('binary' as const, 'ascii' as const),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
        async (format, sizes) => {
          const read = await readStl(bytesInPieces(writeStl(mesh, format), sizes));
          expect(read.format).toBe(format);
          expect(volumeOf(read.mesh)).toBeCloseTo(volumeOf(mesh), 9);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('telling the formats apart', () => {
  it('takes a binary file whose header says "solid" for binary', async () => {
    const bytes = writeStl(ring, 'binary');
    bytes.set(Buffer.from('solid ring, exported by some program'.padEnd(80)));
    expect((await readStl([bytes])).format).toBe('binary');
  });

  it('takes a binary file with a line break in its "solid" header for binary', async () => {
    const bytes = writeStl(ring, 'binary');
    bytes.set(Buffer.from('solid ring\nmade in mm\n'.padEnd(80)));
    expect((await readStl([bytes])).format).toBe('binary');
  });

  it('takes text with any name, byte order mark, line ends and case', async () => {
    const text = Buffer.from(writeStl(tetrahedron, 'ascii')).toString('latin1');
    const odd = [
      text.replace('solid model', 'solid facet of a loop'),
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('\n', '\r'),
      text.toUpperCase(),
      `\n  ${text}`,
      text.replace(/(?<=outer loop[^]*)\n/, ' '),
      `${text}\n${text}`,
    ];
    for (const variant of [...odd.map((one) => Buffer.from(one)), Buffer.from(`\ufeff${text}`, 'utf8')]) {
      const read = await readStl([variant]);
      expect(read.format).toBe('ascii');
      expect(read.mesh.triangles.length % 12).toBe(0);
      expect(inspectMesh(read.mesh).sound).toBe(true);
    }
  });
});

describe('a file that is no STL', () => {
  const binary = writeStl(tetrahedron, 'binary');
  const text = Buffer.from(writeStl(tetrahedron, 'ascii')).toString('latin1');

  it.each([
    ['nothing at all', new Uint8Array(0), 'stl_empty_file', /empty/],
    ['a header cut off', binary.slice(0, 40), 'stl_truncated', /header of 84/],
    ['a facet cut off', binary.slice(0, -10), 'stl_truncated', /announces 4 facets.*after 3/],
    [
      'a whole facet too many',
      Buffer.concat([binary, binary.slice(-50)]),
      'stl_trailing_bytes',
      /after the 4/,
    ],
    [
      'a picture',
      Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(400, '\xff'), 'latin1'),
      'stl_too_many_facets',
      /at most/,
    ],
    ['text cut off', Buffer.from(text.slice(0, -60)), 'stl_truncated', /without "endsolid"/],
    [
      'a word out of place',
      Buffer.from(text.replace('endloop', 'endlop')),
      'stl_syntax',
      /Line 7.*"endloop"/,
    ],
    ['a number that is none', Buffer.from(text.replace('vertex 0', 'vertex 0x1')), 'stl_syntax', /a number/],
    ['text after the end', Buffer.from(`${text} and more`), 'stl_syntax', /"solid"/],
    ['an endless line', Buffer.from(`solid x\nfacet ${' '.repeat(1_100_000)}`), 'stl_syntax', /too long/],
  ])('is refused with its reason: %s', async (_, bytes, code, message) => {
    await expect(readStl([bytes])).rejects.toMatchObject({
      name: 'StlError',
      code,
      message: expect.stringMatching(message),
    });
  });

  it('is refused at every length it may be cut to', async () => {
    for (const bytes of [binary, Buffer.from(text.trimEnd().slice(0, -' model'.length))])
      for (let length = 0; length < bytes.length; length++)
        await expect(readStl([bytes.slice(0, length)])).rejects.toMatchObject({ name: 'StlError' });
  });

  it('never makes the reader fail in another way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (noise, asText) => {
        const bytes = asText ? Buffer.concat([Buffer.from('solid\nfacet '), noise]) : noise;
        const outcome = await readStl([bytes]).catch((error: unknown) => error);
        expect(outcome).toSatisfy((it: object) => 'mesh' in it || 'code' in it);
      }),
    );
  });

  it('is refused beyond the facets allowed, in either format', async () => {
    for (const format of ['binary', 'ascii'] as const)
      await expect(readStl([writeStl(ring, format)], { maxFacets: 10 })).rejects.toMatchObject({
        code: 'stl_too_many_facets',
      });
  });
});

it('takes a few bytes behind the last facet, as some programs write them', async () => {
  const read = await readStl([writeStl(tetrahedron, 'binary'), Buffer.from('\n')]);
  expect(inspectMesh(read.mesh).sound).toBe(true);
});
