import { describe, expect, it } from 'vitest';
import { cases } from './cases/index.js';
import { playAlone } from './cases/play-alone.js';

/** Cases that need a part of the server. */
const needServer = [
  // A receiver that names no order gets one from its sender.
  'message-sqs-lambda-fault',
  'batch-consumer-with-links',
  'batch-consumer-with-links-fault',
  'error-found-by-its-link-fault',
  // The two forms of an id are joined where the telemetry of both is read.
  'form-encoded-id',
  'form-encoded-id-fault',
  'form-encoded-id-behind-a-gateway',
  'form-encoded-id-behind-a-gateway-fault',
  // The privacy gate replaces an address.
  'message-with-personal-data-fault',
];

describe('the rules of the model alone judge', () => {
  const played = cases.filter(({ name }) => !needServer.includes(name));
  it.each(played.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(await playAlone(one), `${one.what}\n${one.rule}`).toEqual([]);
  });
});
