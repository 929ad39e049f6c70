import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { urlRefusal } from '@ordertrace/conventions';
import { parseAlerts } from '@ordertrace/flow';
import { openModelStore } from '@ordertrace/model-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccessConfig } from '../../apps/server/src/access/access-config.js';
import { readConfig } from '../../apps/server/src/config.js';
import { readTargets } from '../../apps/server/src/outbound/forward/targets.js';
import { refusalOf } from '../../apps/server/src/outbound/post/index.js';
import { Seeded, seeds } from '../support/seeded.js';
import { repository } from '../support/system.js';

/** A host that no host can be: a name or a part of it is too long, or a part is empty. */
function badHost(random: Seeded): string {
  const label = () => random.text(random.whole(1, 63));
  switch (random.whole(0, 3)) {
    case 0:
      return `${random.text(random.whole(64, 400))}.${random.oneOf(['com', 'рф', 'example'])}`;
    case 1: {
      let host = label();
      while (host.length <= 253) host += `.${label()}`;
      return random.oneOf([host, `${host}.`]);
    }
    case 2:
      return `${label()}..${label()}`;
    default:
      return `${'ж'.repeat(random.whole(60, 200))}.рф`;
  }
}

/** Wherever an address is accepted: each throws, or returns the refusal. */
const doors: Readonly<Record<string, (host: string, folder: string) => unknown>> = {
  'a webhook': (host) => refusal(refusalOf(new URL(`https://${host}/hook`), new Set())),
  "a webhook's inside host": (host) => readConfig({ ORDERTRACE_WEBHOOK_HOSTS: host }),
  "Jaeger's link": (host) => readConfig({ ORDERTRACE_JAEGER_LINK: `https://${host}/trace/{trace_id}` }),
  "Kibana's link": (host) => readConfig({ ORDERTRACE_KIBANA_LINK: `http://${host}/{order_id}` }),
  "Jaeger's UI": (host) => readAccessConfig({ ORDERTRACE_JAEGER_UI_URL: `http://${host}/` }),
  'the OpenID provider': (host) =>
    readAccessConfig({
      ORDERTRACE_OIDC_ISSUER: `https://${host}/realms/one`,
      ORDERTRACE_OIDC_CLIENT_ID: 'ordertrace',
      ORDERTRACE_PUBLIC_URL: 'https://orders.example.com',
    }),
  'an alert by webhook': (host) =>
    parseAlerts(alertsFile(`type: webhook\n    secret_env: SECRET\n    url: https://${host}/`), named),
  'an alert by e-mail': (host) =>
    parseAlerts(
      alertsFile(`type: email\n    smtp: smtps://${host}\n    from: a@b.example\n    to: [c@d.example]`),
      named,
    ),
  "an alert's console": (host) => parseAlerts(`${alertsFile(ops)}console: https://${host}\n`, named),
  'models in S3': (host) =>
    openModelStore(`s3://models?endpoint=${encodeURIComponent(`https://${host}/`)}`, { credentials }),
  "a region's host": (host) =>
    openModelStore(`s3://models?region=${encodeURIComponent(host)}`, { credentials }),
  'a forward target': async (host, folder) => {
    const file = join(folder, 'forward.yaml');
    await writeFile(file, `targets:\n  - name: jaeger\n    endpoint: "https://${host}:4318"\n`);
    return readTargets(file);
  },
};

const ops = 'type: webhook\n    secret_env: SECRET\n    url: https://example.com';
const named = { fileName: 'alerts.yaml' };
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };

function alertsFile(channel: string): string {
  return `channels:\n  one:\n    ${channel}\n`;
}

function refusal(reason: string | undefined): void {
  if (reason !== undefined) throw new Error(reason);
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-attack-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(seeds(20))('host names, seed %i', (seed) => {
  it('that no host can have are refused at every door', async () => {
    const host = badHost(new Seeded(seed));
    for (const [name, open] of Object.entries(doors)) {
      const outcome = await Promise.resolve()
        .then(() => open(host, folder))
        .then(
          () => 'accepted',
          () => 'refused',
        );
      expect(outcome, `${name}: ${host}`).toBe('refused');
    }
    expect(urlRefusal(`https://${host}/`)).toMatch(/host name|no address/);
  });
});

it('every door takes a host that can be', async () => {
  for (const [name, open] of Object.entries(doors)) {
    if (name === "a region's host") continue;
    await expect(
      Promise.resolve().then(() => open('orders.example.com', folder)),
      name,
    ).resolves.not.toThrow();
  }
});

it.each(['postOutside', 'webhook', 'otlpSender'])(
  'a stored address of 256 characters does not end the process: %s',
  async (sender) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(repository, 'tests/support/send-then-decrypt.mjs'),
      sender,
      `https://${'a'.repeat(256)}.com/`,
    ]);
    expect(stdout).toContain('decrypted');
    expect(stdout).toContain('253 characters');
  },
);
