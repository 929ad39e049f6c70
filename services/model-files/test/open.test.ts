import { expect, it } from 'vitest';
import { openModelStore } from '@ordertrace/model-files';

const credentials = { accessKeyId: 'k', secretAccessKey: 's' };

it.each([
  ['models', /file:\/\/\/ or s3/],
  ['http://models', /"http:"/],
  ['file://host/models', /whole path/],
  ['s3://', /begin with|bucket/],
  ['s3://Models!', /begin with|bucket/],
  ['s3://models?endpoint=nonsense', /endpoint/],
  ['s3://models?secret=x', /"secret"/],
  ['s3://key:secret@models', /credentials/],
])('refuses the address %s and says why', (url, message) => {
  expect(() => openModelStore(url, { credentials })).toThrow(message);
  expect(() => openModelStore(url, { credentials })).toThrow(
    expect.objectContaining({ code: 'model_store_url_invalid' }),
  );
});

it('needs credentials for S3', () => {
  expect(() => openModelStore('s3://models')).toThrow(/credentials/);
});
