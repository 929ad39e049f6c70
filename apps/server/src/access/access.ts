import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { localPerson, type Caller } from '../http/caller.js';
import { refuseOtherMachines } from './request-origin.js';

/** Authenticates the callers of the server. */
export interface Access {
  /** Whether people sign in. */
  readonly signIn: boolean;
  /**
   * Returns the caller; `undefined` for a request without credentials.
   *
   * @throws ApiError for invalid credentials
   */
  identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller | undefined>;
  /** Adds the routes for signing in and out, if there are any. */
  routes?(app: FastifyInstance): Promise<void>;
  /** Rate limit of each caller, and of each address without a caller; no limit if absent. */
  readonly requestsPerMinute?: number;
}

/** Everyone on this machine may do everything; other machines are refused. */
export const localAccess: Access = {
  signIn: false,
  identify: (request) => {
    refuseOtherMachines(request);
    return Promise.resolve({ person: localPerson, by: 'loopback' });
  },
};
