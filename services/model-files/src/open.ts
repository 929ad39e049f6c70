import { fileURLToPath } from 'node:url';
import { urlRefusal } from '@ordertrace/conventions';
import { ModelStoreError } from './errors.js';
import { FolderModelStore } from './folder-store.js';
import type { S3Credentials } from './s3-client.js';
import { S3ModelStore } from './s3-store.js';
import type { ModelStore } from './store.js';

export interface ModelStoreOptions {
  /** Required for `s3:`, otherwise unused. */
  readonly credentials?: S3Credentials;
  /** For `s3:`, the folder for models while they are sent. Default: the system's temporary folder. */
  readonly spoolFolder?: string;
}

/**
 * Opens `file:///folder` or `s3://bucket/prefix?region=…&endpoint=…`. The prefix is optional, and the default
 * region is `us-east-1`. The endpoint is the address of a server other than Amazon's.
 *
 * @throws {ModelStoreError} `model_store_url_invalid`
 */
export function openModelStore(url: string, options: ModelStoreOptions = {}): ModelStore {
  const parsed = parsedUrl(url);
  if (parsed.protocol === 'file:') return new FolderModelStore(folderOf(parsed));
  if (parsed.protocol === 's3:') return s3Store(parsed, options);
  throw invalid(`"${parsed.protocol}" is none of file: and s3:`);
}

function s3Store(url: URL, { credentials, spoolFolder }: ModelStoreOptions): ModelStore {
  if (url.username !== '' || url.password !== '')
    throw invalid('credentials do not belong into the address, for addresses get logged');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) throw invalid('it names no bucket');
  if (!credentials) throw invalid('s3: needs credentials');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'region' && name !== 'endpoint');
  if (unknown !== undefined) throw invalid(`"${unknown}" is none of region and endpoint`);
  const endpoint = url.searchParams.get('endpoint');
  const region = url.searchParams.get('region') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,63}$/.test(region)) throw invalid('its region is none');
  return new S3ModelStore({
    bucket: url.hostname,
    prefix: url.pathname.replace(/^\/+|\/+$/g, ''),
    region,
    credentials,
    ...(endpoint !== null && { endpoint: httpUrl(endpoint) }),
    ...(spoolFolder !== undefined && { spoolFolder }),
  });
}

function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw invalid('its endpoint must begin with http:// or https://');
  const refusal = urlRefusal(url);
  if (refusal !== undefined) throw invalid(`of its endpoint, ${refusal}`);
  return url;
}

function parsedUrl(url: string): URL {
  if (!URL.canParse(url)) throw invalid('it must begin with file:/// or s3://');
  return new URL(url);
}

function folderOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw invalid('it must be file:/// and a whole path');
  }
}

function invalid(reason: string): ModelStoreError {
  return new ModelStoreError('model_store_url_invalid', `The models' address can't be used: ${reason}.`);
}
