import type { SenderBounds } from '@ordertrace/otlp';
import { ProviderUnavailable } from '../access/sign-in/provider.js';
import {
  bearerToken,
  TokenRefused,
  type TokenHolder,
  type TokenVerifier,
} from '../access/tokens/token-holder.js';
import type { Refusal } from './ingest.js';

/** The permissions of telemetry senders. */
export interface Senders {
  /**
   * Returns the bounds of the sender of a request, or why it is refused.
   *
   * @param authorization the request's header of that name
   */
  check(authorization: string | undefined): Promise<SenderBounds | SenderRefusal>;
  /** Whether a token is required. */
  readonly tokenRequired: boolean;
}

export type SenderRefusal = Omit<Refusal, 'outcome'>;

export interface SendersOptions {
  /** Absent if no tokens are configured. */
  readonly tokens: TokenVerifier | undefined;
  /** Whether a sender without a token is refused. */
  readonly required: boolean;
}

export function isRefusal(checked: SenderBounds | SenderRefusal): checked is SenderRefusal {
  return 'reason' in checked;
}

const unbound: SenderBounds = {};

/** A token counts even if none is required: a bound sender stays bound. */
export function createSenders({ tokens, required }: SendersOptions): Senders {
  return {
    tokenRequired: required,
    check: async (authorization) => {
      if (authorization === undefined) return required ? noToken : unbound;
      if (tokens === undefined) return required ? noToken : unbound;
      const token = bearerToken(authorization);
      if (token === undefined) return noToken;
      try {
        return boundsOf(await tokens.verify(token));
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function boundsOf({ person, application }: TokenHolder): SenderBounds | SenderRefusal {
  if (!person.scopes.includes('ingest')) {
    return { reason: 'forbidden', message: `${person.name} may not send telemetry: its token lacks ingest` };
  }
  return {
    ...(person.tenantId !== undefined && { tenantId: person.tenantId }),
    ...(application !== undefined && { application }),
  };
}

const noToken: SenderRefusal = {
  reason: 'unauthenticated',
  message: 'Sending telemetry here needs a token: authorization: Bearer …',
};

function refusalOf(error: unknown): SenderRefusal {
  if (error instanceof TokenRefused) return { reason: 'unauthenticated', message: error.message };
  if (error instanceof ProviderUnavailable)
    return { reason: 'unavailable', message: 'Tokens can not be checked now', retryAfterMs: 5000 };
  return { reason: 'failed', message: 'The server failed on this request; its log says why' };
}
