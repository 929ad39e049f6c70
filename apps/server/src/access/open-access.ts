import type { Facts } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { ConfigError } from '../config-error.js';
import type { AccessConfig } from './access-config.js';
import { localAccess, type Access } from './access.js';
import { signInAccess } from './sign-in-access.js';
import { Provider } from './sign-in/provider.js';
import type { ClaimRules } from './sign-in/claims.js';
import { readTokenFile, TokenFileError, type HoldersByHash } from './tokens/token-file.js';
import type { TokenVerifier } from './tokens/token-holder.js';
import { createTokenVerifier } from './tokens/token-verifier.js';

export interface OpenedAccess {
  readonly access: Access;
  /** Verifies tokens of telemetry senders; absent if no tokens are configured. */
  readonly tokens: TokenVerifier | undefined;
}

const noRules: ClaimRules = {
  claims: { roles: '', tenant: '', application: '' },
  roleNames: new Map(),
};

/**
 * @param facts the store of sign-outs; without it, a restart forgets them @throws ConfigError if the token
 * file is invalid
 */
export async function openAccess(
  config: AccessConfig,
  logger: FastifyBaseLogger,
  facts?: Facts,
): Promise<OpenedAccess> {
  const { signIn: settings, requestsPerMinute } = config;
  const holders = await readHolders(config.tokensFile);
  if (settings === undefined) {
    logger.info('sign-in is off: callers on this machine may do everything, others are refused');
    const tokens = createTokenVerifier({ holders, provider: undefined, rules: noRules });
    return { access: localAccess, tokens: config.tokensFile === undefined ? undefined : tokens };
  }
  if (settings.sessionSecret === undefined)
    logger.info('sessions end with this process: ORDERTRACE_SESSION_SECRET is not set');
  const provider = new Provider(settings);
  const tokens = createTokenVerifier({ holders, provider, rules: settings });
  const access = await signInAccess({ settings, provider, tokens, requestsPerMinute, facts });
  return { access, tokens };
}

async function readHolders(file: string | undefined): Promise<HoldersByHash> {
  if (file === undefined) return new Map();
  try {
    return await readTokenFile(file);
  } catch (error) {
    if (error instanceof TokenFileError) throw new ConfigError('ORDERTRACE_TOKENS_FILE', error.message);
    throw error;
  }
}
