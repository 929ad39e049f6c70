import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { ModelStore } from '@ordertrace/model-files';

/** Contract of every model store. `storeOf` is called in each test. */
export function modelStoreContract(storeOf: () => ModelStore): void {
  const maxBytes = 5_000_000;
  const put = (key: string, bytes: Uint8Array) => storeOf().put(key, Readable.from([bytes]), { maxBytes });
  const get = async (key: string) => Buffer.concat(await (await storeOf().get(key)).toArray());

  it('gives back what it was given, and its size', async () => {
    const bytes = randomBytes(3_000_001);
    const pieces = Readable.from([
      bytes.subarray(0, 7),
      bytes.subarray(7, 2_000_000),
      bytes.subarray(2_000_000),
    ]);
    expect(await storeOf().put('retail/48213/model.stl', pieces, { maxBytes })).toEqual({ bytes: 3_000_001 });
    expect(await storeOf().size('retail/48213/model.stl')).toBe(3_000_001);
    expect((await get('retail/48213/model.stl')).equals(bytes)).toBe(true);
  });

  it('keeps an empty model', async () => {
    await storeOf().put('empty', Readable.from([]), { maxBytes });
    expect(await storeOf().size('empty')).toBe(0);
    expect(await get('empty')).toHaveLength(0);
  });

  it('puts the new model in place of the old', async () => {
    await put('again', Buffer.from('old and longer'));
    await put('again', Buffer.from('new'));
    expect((await get('again')).toString()).toBe('new');
  });

  it('tells the models of different keys apart', async () => {
    const keys = ['a/b', 'a/c', 'a-b', 'A_b.stl', 'x/y/z/0'];
    for (const key of keys) await put(key, Buffer.from(key));
    for (const key of keys) expect((await get(key)).toString()).toBe(key);
  });

  it('refuses what is too large, and keeps what it had', async () => {
    await put('limited', Buffer.from('small'));
    await expect(
      storeOf().put('limited', Readable.from([randomBytes(11)]), { maxBytes: 10 }),
    ).rejects.toMatchObject({
      code: 'model_too_large',
    });
    expect((await get('limited')).toString()).toBe('small');
  });

  it('stops to read as soon as it is too much', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1000;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    await expect(storeOf().put('endless', endless, { maxBytes: 10_000 })).rejects.toMatchObject({
      code: 'model_too_large',
    });
    expect(read).toBeLessThan(100_000);
    await expect(storeOf().get('endless')).rejects.toMatchObject({ code: 'model_not_found' });
  });

  it('keeps what it had when the stream breaks', async () => {
    await put('broken', Buffer.from('whole'));
    const breaking = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('connection lost');
      })(),
    );
    await expect(storeOf().put('broken', breaking, { maxBytes })).rejects.toThrow('connection lost');
    expect((await get('broken')).toString()).toBe('whole');
  });

  it('says that there is no such model', async () => {
    await put('there/file', Buffer.from('x'));
    for (const key of ['absent', 'absent/too', 'there', 'there/file/below']) {
      await expect(storeOf().get(key)).rejects.toMatchObject({ code: 'model_not_found' });
      await expect(storeOf().size(key)).rejects.toMatchObject({ code: 'model_not_found' });
      await storeOf().delete(key);
    }
    expect((await get('there/file')).toString()).toBe('x');
  });

  it('deletes', async () => {
    await put('gone', Buffer.from('x'));
    await storeOf().delete('gone');
    await expect(storeOf().get('gone')).rejects.toMatchObject({ code: 'model_not_found' });
  });

  it.each([
    '',
    '/',
    '../x',
    'a/../x',
    'a//b',
    'a/',
    '/etc/passwd',
    '.hidden',
    'a/.b',
    'a b',
    'a%2fb',
    'a\\b',
    'ä',
    'a\0b',
    'x'.repeat(501),
  ])('refuses the key %j', async (key) => {
    const refused = { code: 'model_key_invalid' };
    await expect(put(key, Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(storeOf().get(key)).rejects.toMatchObject(refused);
    await expect(storeOf().size(key)).rejects.toMatchObject(refused);
    await expect(storeOf().delete(key)).rejects.toMatchObject(refused);
  });

  it('is ready', async () => {
    await expect(storeOf().check()).resolves.toBeUndefined();
  });
}
