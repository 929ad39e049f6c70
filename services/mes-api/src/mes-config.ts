import { readFileSync } from 'node:fs';
import { retailTenant } from '@ordertrace/conventions';
import {
  ConfigError,
  optionalText,
  pairs,
  readServiceConfig,
  wholeNumber,
  type Environment,
  type ServiceConfig,
} from '@ordertrace/service-kit';
import { applicationName } from './domain/move.js';

export interface MesConfig extends ServiceConfig {
  readonly partners: readonly Partner[];
  /** Rate limit of each partner, in requests per minute. */
  readonly partnerRequestsPerMinute: number;
}

export interface Partner {
  readonly tenantId: string;
  /** Bearer token. A tenant may have several tokens, for example during a rotation. */
  readonly token: string;
}

const tenantPattern = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const shortestToken = 16;

/** Throws `ConfigError` at the first invalid value. The message never contains a token. */
export function readMesConfig(env: Environment): MesConfig {
  return {
    ...readServiceConfig(env, { name: applicationName, port: 7102 }),
    partners: [...partnersOf(env, 'PARTNER_TOKENS'), ...partnersOfFile(env, 'PARTNER_TOKENS_FILE')],
    partnerRequestsPerMinute: wholeNumber(env, 'PARTNER_REQUESTS_PER_MINUTE', {
      otherwise: 600,
      min: 1,
      max: 1_000_000,
    }),
  };
}

/** `tenant=token` pairs separated by commas. */
function partnersOf(env: Environment, key: string): Partner[] {
  return pairs(env, key).map(([tenantId, token]) => checked(key, { tenantId, token }));
}

/** Pairs of a mounted secret file, one `tenant=token` per line. */
function partnersOfFile(env: Environment, key: string): Partner[] {
  const file = optionalText(env, key);
  if (file === undefined) return [];
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(key, `can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const lines = content.split('\n').map((line) => line.trim());
  const joined = lines.filter((line) => line !== '' && !line.startsWith('#')).join(',');
  return pairs({ [key]: joined }, key).map(([tenantId, token]) => checked(key, { tenantId, token }));
}

function checked(key: string, partner: Partner): Partner {
  const { tenantId, token } = partner;
  if (!tenantPattern.test(tenantId) || tenantId === retailTenant) {
    throw new ConfigError(
      key,
      `"${tenantId}" is no tenant: small letters, digits, - and _, and not ${retailTenant}`,
    );
  }
  if (token.length < shortestToken) {
    throw new ConfigError(key, `the token of ${tenantId} is shorter than ${shortestToken} characters`);
  }
  return partner;
}
