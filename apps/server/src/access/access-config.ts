import { readFileSync } from 'node:fs';
import { roles, type Role } from '@ordertrace/api';
import { urlRefusal, isLoopback } from '@ordertrace/conventions';
import { ConfigError, type Environment } from '../config-error.js';
import { isLocalName } from '../http/addresses.js';
import type { SignInSettings } from './sign-in/settings.js';

/** The configuration of access. */
export interface AccessConfig {
  /** Absent without sign-in: then only this machine has access. */
  readonly signIn: SignInSettings | undefined;
  /** A file of tokens for programs; optional. */
  readonly tokensFile: string | undefined;
  /** Certificate and key, PEM, for all ports; absent for plain HTTP. */
  readonly tls: TlsFiles | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  readonly requestsPerMinute: number;
  /** The address of Jaeger's own UI, shown at `/jaeger-ui/`; optional. */
  readonly jaegerUi: URL | undefined;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** @throws ConfigError for the first invalid value */
export function readAccessConfig(env: Environment): AccessConfig {
  const issuer = text(env, 'ORDERTRACE_OIDC_ISSUER');
  return {
    signIn: issuer === undefined ? undefined : readSignIn(env, issuer),
    tokensFile: text(env, 'ORDERTRACE_TOKENS_FILE'),
    tls: readTls(env),
    trustedProxies: list(env, 'ORDERTRACE_TRUSTED_PROXIES'),
    requestsPerMinute: whole(env, 'ORDERTRACE_REQUESTS_PER_MINUTE', {
      fallback: 1200,
      least: 10,
      most: 1_000_000,
    }),
    jaegerUi: address(env, 'ORDERTRACE_JAEGER_UI_URL'),
  };
}

/**
 * Refuses to open a port to other machines without authentication.
 *
 * @throws ConfigError with the way out
 */
export function refuseOpenDoors(
  hosts: { readonly api: string; readonly otlp: string },
  access: AccessConfig,
): void {
  if (!isLoopback(hosts.api) && access.signIn === undefined) {
    throw new ConfigError(
      'ORDERTRACE_HOST',
      `${hosts.api} can be reached from other machines, and nobody signs in. ` +
        'Set ORDERTRACE_OIDC_ISSUER and its companions, or use 127.0.0.1.',
    );
  }
  if (!isLoopback(hosts.otlp) && access.signIn === undefined && access.tokensFile === undefined) {
    throw new ConfigError(
      'ORDERTRACE_OTLP_HOST',
      `${hosts.otlp} can be reached from other machines, and no sender is known. ` +
        'Set ORDERTRACE_TOKENS_FILE or ORDERTRACE_OIDC_ISSUER, or use 127.0.0.1.',
    );
  }
}

function readSignIn(env: Environment, issuerText: string): SignInSettings {
  const issuer = safeUrl('ORDERTRACE_OIDC_ISSUER', issuerText);
  const publicUrl = address(env, 'ORDERTRACE_PUBLIC_URL');
  const clientId = text(env, 'ORDERTRACE_OIDC_CLIENT_ID');
  const audience = text(env, 'ORDERTRACE_OIDC_AUDIENCE') ?? 'ordertrace-api';
  if (publicUrl === undefined)
    throw new ConfigError(
      'ORDERTRACE_PUBLIC_URL',
      'is needed for signing in: where browsers reach the console.',
    );
  if (publicUrl.pathname !== '/')
    throw new ConfigError('ORDERTRACE_PUBLIC_URL', 'must be scheme and host without a path.');
  if (clientId === undefined)
    throw new ConfigError(
      'ORDERTRACE_OIDC_CLIENT_ID',
      'is needed: the client that the provider knows this server as.',
    );
  if (audience === clientId)
    throw new ConfigError(
      'ORDERTRACE_OIDC_AUDIENCE',
      "must differ from the client id: anyone's ID token would pass for a token of the API.",
    );
  return {
    issuer,
    clientId,
    clientSecret: secret(env, ['ORDERTRACE_OIDC_CLIENT_SECRET', 'ORDERTRACE_OIDC_CLIENT_SECRET_FILE'], 1),
    scope: text(env, 'ORDERTRACE_OIDC_SCOPE') ?? 'openid profile',
    audience,
    claims: {
      roles: text(env, 'ORDERTRACE_OIDC_ROLES_CLAIM') ?? 'realm_access.roles',
      tenant: text(env, 'ORDERTRACE_OIDC_TENANT_CLAIM') ?? 'tenant_id',
      application: text(env, 'ORDERTRACE_OIDC_APPLICATION_CLAIM') ?? 'application_name',
    },
    roleNames: readRoleNames(env),
    publicUrl,
    sessionSecret: secret(env, ['ORDERTRACE_SESSION_SECRET', 'ORDERTRACE_SESSION_SECRET_FILE'], 32),
    sessionMinutes: whole(env, 'ORDERTRACE_SESSION_MINUTES', { fallback: 15, least: 1, most: 60 }),
  };
}

/** `support=helpdesk,admin=ot-admins`: our role, and the provider's name of it. */
function readRoleNames(env: Environment): ReadonlyMap<string, Role> {
  const key = 'ORDERTRACE_OIDC_ROLE_NAMES';
  return new Map(
    list(env, key).map((pair) => {
      const [ours, theirs] = pair.split('=');
      const role = roles.find((candidate) => candidate === ours);
      if (role === undefined || theirs === undefined || theirs === '')
        throw new ConfigError(
          key,
          `"${pair}" is no pair of a role (${roles.join(', ')}) and its name: role=name.`,
        );
      return [theirs, role];
    }),
  );
}

function readTls(env: Environment): TlsFiles | undefined {
  const certFile = text(env, 'ORDERTRACE_TLS_CERT_FILE');
  const keyFile = text(env, 'ORDERTRACE_TLS_KEY_FILE');
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigError(
      'ORDERTRACE_TLS_CERT_FILE',
      'and ORDERTRACE_TLS_KEY_FILE go together: set both or none.',
    );
  return { certFile, keyFile };
}

/** A secret, given directly or as a file. Errors describe the fault, but never contain the secret. */
function secret(
  env: Environment,
  [key, fileKey]: readonly [string, string],
  least: number,
): string | undefined {
  const given = text(env, key);
  const file = text(env, fileKey);
  if (given !== undefined && file !== undefined)
    throw new ConfigError(key, `and ${fileKey} are both set: set one.`);
  const value = given ?? (file === undefined ? undefined : readSecret(fileKey, file));
  if (value !== undefined && value.length < least)
    throw new ConfigError(key, `is too short: ${least} characters are the least.`);
  return value;
}

function readSecret(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(
      key,
      `${file} can't be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`,
    );
  }
}

function address(env: Environment, key: string): URL | undefined {
  const value = text(env, key);
  if (value === undefined) return undefined;
  const refusal = urlRefusal(value);
  if (refusal !== undefined) throw new ConfigError(key, `can't be used: ${refusal}.`);
  if (!/^https?:$/.test(new URL(value).protocol)) throw new ConfigError(key, 'is no http or https address.');
  return new URL(value);
}

/** A URL for passwords and codes: https, or this machine, including `.localhost` names. */
function safeUrl(key: string, value: string): URL {
  const refusal = urlRefusal(value);
  if (refusal !== undefined) throw new ConfigError(key, `can't be used: ${refusal}.`);
  const url = new URL(value);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocalName(url.hostname))) return url;
  throw new ConfigError(
    key,
    'must be https: what it signs decides who gets in. http goes for 127.0.0.1 alone.',
  );
}

function text(env: Environment, key: string): string | undefined {
  return env[key] === '' ? undefined : env[key];
}

function list(env: Environment, key: string): string[] {
  return (text(env, key) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function whole(
  env: Environment,
  key: string,
  { fallback, least, most }: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  const value = text(env, key);
  const number = value === undefined ? fallback : Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new ConfigError(key, `"${value ?? ''}" can't be used. Give a whole number from ${least} to ${most}.`);
}
