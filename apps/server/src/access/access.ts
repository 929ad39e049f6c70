import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { localPerson, type Caller } from '../http/caller.js';
import { refuseOtherMachines } from './request-origin.js';

/** How the server knows who asks. */
export interface Access {
  /** Whether people sign in. */
  readonly signIn: boolean;
  /** Who asks; `undefined` where the request says nothing. Throws an `ApiError` for what it says and is wrong. */
  identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller | undefined>;
  /** Adds the routes of signing in and out, where there are any. */
  routes?(app: FastifyInstance): Promise<void>;
  /** How many requests each caller, and each address that nobody is known at, may send; absent for any number. */
  readonly requestsPerMinute?: number;
}

/** Everyone on this machine may do everything, and nobody else is answered. */
export const localAccess: Access = {
  signIn: false,
  identify: (request) => {
    refuseOtherMachines(request);
    return Promise.resolve({ person: localPerson, by: 'loopback' });
  },
};
