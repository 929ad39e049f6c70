import { createHash } from 'node:crypto';
import { errors } from 'jose';
import { applicationOf, ClaimError, personOf, type ClaimRules } from '../sign-in/claims.js';
import { ProviderUnavailable, type Provider } from '../sign-in/provider.js';
import type { HoldersByHash } from './token-file.js';
import { TokenRefused, type TokenHolder, type TokenVerifier } from './token-holder.js';

export interface TokenSources {
  /** Tokens of the file. */
  readonly holders: HoldersByHash;
  /** The issuer of signed tokens; absent if these are not accepted. */
  readonly provider: Pick<Provider, 'verify'> | undefined;
  readonly rules: ClaimRules;
}

/** Verifies tokens of the file, and tokens that the provider signed. */
export function createTokenVerifier({ holders, provider, rules }: TokenSources): TokenVerifier {
  return {
    verify: async (token) => {
      const holder = holders.get(createHash('sha256').update(token).digest('hex'));
      if (holder !== undefined) return unexpired(holder);
      if (provider === undefined || token.split('.').length !== 3)
        throw new TokenRefused('The token is not known here');
      return signed(token, provider, rules);
    },
  };
}

function unexpired(holder: TokenHolder): TokenHolder {
  if (holder.expiresMs !== undefined && holder.expiresMs <= Date.now())
    throw new TokenRefused('The token has expired');
  return holder;
}

async function signed(
  token: string,
  provider: Pick<Provider, 'verify'>,
  rules: ClaimRules,
): Promise<TokenHolder> {
  try {
    const claims = await provider.verify(token);
    return { person: personOf([claims], rules), application: applicationOf(claims, rules) };
  } catch (error) {
    throw refusalOf(error);
  }
}

/** jose's errors name the failed check, never the token. */
function refusalOf(error: unknown): Error {
  if (error instanceof ClaimError || error instanceof ProviderUnavailable)
    return error instanceof ClaimError ? new TokenRefused(error.message) : error;
  if (error instanceof errors.JWTExpired) return new TokenRefused('The token has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenRefused(`The token is not for this server: claim ${error.claim}`);
  if (error instanceof errors.JWKSTimeout)
    return new ProviderUnavailable("The provider's keys can't be read");
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC')
    return new TokenRefused('The token is not signed by the provider');
  return new ProviderUnavailable("The provider's keys can't be read");
}
