import type { Certainty } from '@ordertrace/model';
import type { Language } from '@ordertrace/words';
import type { AlertKind } from './alert-kind.js';
import { protocolOf, readCertainty, readKinds, readLanguage, readWebUrl } from './alert-values.js';
import { valueOf, type Entry, type FlowFile } from './flow-file.js';

/** The source of a secret. */
export type SecretSource =
  { readonly from: 'environment'; readonly name: string } | { readonly from: 'file'; readonly path: string };

interface ChannelBase {
  readonly name: string;
  /** What it is notified of. */
  readonly situations: readonly AlertKind[];
  /** The least certainty of the verdicts that it is notified of. */
  readonly certainty: Certainty;
  /** The tenants whose orders it is notified of; all if empty. */
  readonly tenants: readonly string[];
  readonly language: Language;
}

/** CloudEvents in JSON, signed as Standard Webhooks define; the secret begins with `whsec_`. */
export interface WebhookChannel extends ChannelBase {
  readonly type: 'webhook';
  readonly url: string;
  readonly secret: SecretSource;
}

/** A chat that accepts `{ "text": … }`; its address is the secret. */
export interface SlackChannel extends ChannelBase {
  readonly type: 'slack';
  readonly url: SecretSource;
}

export interface EmailChannel extends ChannelBase {
  readonly type: 'email';
  /** `smtp://host:587` (which upgrades to TLS if the server supports it) or `smtps://host:465`. */
  readonly smtp: string;
  readonly user?: string;
  readonly password?: SecretSource;
  readonly from: string;
  readonly to: readonly string[];
}

export type AlertChannel = WebhookChannel | SlackChannel | EmailChannel;

const common = ['type', 'situations', 'certainty', 'tenants', 'language'];
const ownKeys: Readonly<Record<string, readonly string[]>> = {
  webhook: ['url', 'secret_env', 'secret_file'],
  slack: ['url_env', 'url_file'],
  email: ['smtp', 'user', 'password_env', 'password_file', 'from', 'to'],
};
const types = Object.keys(ownKeys);

/** Reports invalid values, and replaces them by unused placeholders. */
export function readChannel(file: FlowFile, { name, key, value }: Entry): AlertChannel {
  const type = valueOf(file.entries(value, `channel ${name}`), 'type');
  if (!type) file.report(key, `Channel ${name} needs a type: ${types.join(', ')}.`);
  const known =
    type && file.parsed(type.value, `use one of ${types.join(', ')}`, (text) => own(text) && text);
  const allowed = known === undefined ? undefined : [...common, ...(own(known) ?? [])];
  const entries = allowed === undefined ? [] : file.entries(value, `channel ${name}`, allowed);
  const reader = new ChannelReader(file, { name, key, value }, entries);
  if (known === 'email') return { ...reader.base(), ...reader.email() };
  const unknown: SecretSource = { from: 'environment', name: '' };
  if (known === undefined) return { ...reader.base(), type: 'slack', url: unknown };
  if (known === 'slack') return { ...reader.base(), type: 'slack', url: reader.secret('url') };
  return { ...reader.base(), type: 'webhook', url: reader.url(), secret: reader.secret('secret') };
}

function own(type: string): readonly string[] | undefined {
  return Object.hasOwn(ownKeys, type) ? ownKeys[type] : undefined;
}

class ChannelReader {
  readonly #file: FlowFile;
  readonly #channel: Entry;
  readonly #entries: readonly Entry[];

  constructor(file: FlowFile, channel: Entry, entries: readonly Entry[]) {
    this.#file = file;
    this.#channel = channel;
    this.#entries = entries;
  }

  base(): ChannelBase {
    const [situations, certainty, tenants, language] = ['situations', 'certainty', 'tenants', 'language'].map(
      (name) => valueOf(this.#entries, name),
    );
    return {
      name: this.#channel.name,
      situations: situations ? readKinds(this.#file, situations) : ['failed', 'lost', 'stuck'],
      certainty:
        (certainty && this.#file.parsed(certainty.value, 'use proven or likely', readCertainty)) ?? 'proven',
      tenants: tenants ? this.#file.texts(tenants.value, 'tenants') : [],
      language: (language && this.#file.parsed(language.value, 'use en or ru', readLanguage)) ?? 'en',
    };
  }

  url(): string {
    return this.#needed('url', 'write an address like https://example.com/hook', readWebUrl) ?? '';
  }

  email(): Omit<EmailChannel, keyof ChannelBase> {
    const smtpUrl = (text: string) => (/^smtps?:$/.test(protocolOf(text)) ? text : undefined);
    const address = (text: string) => (/^\S+@\S+$/.test(text) ? text : undefined);
    const user = valueOf(this.#entries, 'user');
    const to = valueOf(this.#entries, 'to');
    if (!to) this.#missing('to');
    const name = user && this.#file.text(user.value, 'user');
    return {
      type: 'email',
      smtp: this.#needed('smtp', 'write a server like smtp://mail.example.com:587', smtpUrl) ?? '',
      ...(name === undefined ? {} : { user: name, password: this.secret('password') }),
      from: this.#needed('from', 'write an address like orders@example.com', address) ?? '',
      to: to
        ? this.#file
            .items(to.value, 'to')
            .flatMap(
              (item) => this.#file.parsed(item, 'write an address like team@example.com', address) ?? [],
            )
        : [],
    };
  }

  /** A secret by `…_env` or `…_file`. */
  secret(what: string): SecretSource {
    const env = valueOf(this.#entries, `${what}_env`);
    const path = valueOf(this.#entries, `${what}_file`);
    if ((env === undefined) === (path === undefined))
      this.#file.report(
        this.#channel.key,
        `Channel ${this.#channel.name} needs ${what}_env or ${what}_file: secrets don't stand in this file.`,
      );
    if (path) return { from: 'file', path: this.#file.text(path.value, path.name) ?? '' };
    return { from: 'environment', name: (env && this.#file.text(env.value, env.name)) ?? '' };
  }

  #needed<T>(name: string, expected: string, read: (text: string) => T | undefined): T | undefined {
    const entry = valueOf(this.#entries, name);
    if (!entry) {
      this.#missing(name);
      return undefined;
    }
    return this.#file.parsed(entry.value, expected, read);
  }

  #missing(name: string): void {
    this.#file.report(this.#channel.key, `Channel ${this.#channel.name} needs ${name}.`);
  }
}
