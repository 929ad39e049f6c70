import { firstUnpacked, openBytes, type FileBytes } from '../bytes/open-bytes.js';
import { decodedText, markedEncoding, type DecodedText } from '../bytes/text-chunks.js';
import type { ReadOptions } from '../options.js';
import { declaredEncoding } from './xml-elements.js';

export interface XmlFile extends DecodedText {
  readonly bytes: FileBytes;
}

/** Text of an XML file, in the stated encoding, that of its byte order mark or declaration, or UTF-8. */
export async function openXml(path: string, options: ReadOptions, maxBytes: number): Promise<XmlFile> {
  const first = await firstUnpacked(path, maxBytes);
  const declared = declaredEncoding(first.subarray(0, 256));
  const marked = markedEncoding(first) ?? declared;
  const bytes = await openBytes(path, maxBytes);
  return { bytes, ...decodedText(bytes.chunks, { stated: options.encoding, marked }) };
}
