import { retailTenant } from '@ordertrace/conventions';
import {
  ConfigError,
  namedTokens,
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

/** Throws `ConfigError` at the first invalid value. The message never contains a token. */
export function readMesConfig(env: Environment): MesConfig {
  return {
    ...readServiceConfig(env, { name: applicationName, port: 7102 }),
    partners: partnersOf(env, 'PARTNER_TOKENS'),
    partnerRequestsPerMinute: wholeNumber(env, 'PARTNER_REQUESTS_PER_MINUTE', {
      otherwise: 600,
      min: 1,
      max: 1_000_000,
    }),
  };
}

function partnersOf(env: Environment, key: string): Partner[] {
  return namedTokens(env, key).map(({ name: tenantId, token }) => {
    if (!tenantPattern.test(tenantId) || tenantId === retailTenant) {
      throw new ConfigError(
        key,
        `"${tenantId}" is no tenant: small letters, digits, - and _, and not ${retailTenant}`,
      );
    }
    return { tenantId, token };
  });
}
