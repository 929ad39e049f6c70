import { readFile } from 'node:fs/promises';
import { urlRefusal } from '@ordertrace/conventions';
import { parseAlerts, type AlertChannel, type AlertSettings, type SecretSource } from '@ordertrace/flow';
import { ConfigError } from '../../config-error.js';
import type { Deliver, OpenChannel } from './channel.js';
import { email } from './email.js';
import { webhookKey } from '../post/index.js';
import { slack, webhook } from './webhook.js';

export interface OpenAlerts {
  readonly settings: AlertSettings;
  readonly channels: readonly OpenChannel[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError, or the file's own error, if the file or a secret is invalid */
export async function openAlerts(file: string, env: Environment): Promise<OpenAlerts> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError('ORDERTRACE_ALERTS', `${file} can't be read: ${String(error)}`);
  });
  const settings = parseAlerts(text, { fileName: file });
  const channels: OpenChannel[] = [];
  for (const channel of settings.channels) {
    const { name, type, situations, certainty, tenants, language } = channel;
    const deliver = await delivery(channel, env);
    channels.push({ name, type, situations, certainty, tenants, language, deliver });
  }
  return { settings, channels };
}

async function delivery(channel: AlertChannel, env: Environment): Promise<Deliver> {
  switch (channel.type) {
    case 'webhook': {
      const key = webhookKey(await secretOf(channel.name, channel.secret, env));
      if (key === undefined)
        throw new ConfigError(
          'ORDERTRACE_ALERTS',
          `the secret of channel ${channel.name} must be whsec_ and 24 to 64 bytes in base64.`,
        );
      return webhook(new URL(channel.url), key);
    }
    case 'slack': {
      const url = await secretOf(channel.name, channel.url, env);
      const refusal = urlRefusal(url);
      if (refusal !== undefined)
        throw new ConfigError(
          'ORDERTRACE_ALERTS',
          `the address of channel ${channel.name} can't be used: ${refusal}.`,
        );
      return slack(new URL(url), channel.language);
    }
    case 'email': {
      const { password } = channel;
      return email(channel, password && (await secretOf(channel.name, password, env)));
    }
  }
}

async function secretOf(channel: string, source: SecretSource, env: Environment): Promise<string> {
  if (source.from === 'environment') {
    const value = env[source.name] ?? '';
    if (value !== '') return value;
    throw new ConfigError(source.name, `is not set; channel ${channel} of the alerts file needs it.`);
  }
  const text = await readFile(source.path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      'ORDERTRACE_ALERTS',
      `channel ${channel}: ${source.path} can't be read: ${String(error)}`,
    );
  });
  return text.trim();
}
