import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Browsers drop cookies over 4096 bytes, name included. */
const longestPiece = 3800;
const mostPieces = 4;

/** Our cookies. Each may have several pieces, because tokens are long. */
export interface Cookies {
  read(request: FastifyRequest, name: string): string | undefined;
  write(reply: FastifyReply, name: string, value: string, lifeSeconds: number): void;
  clear(reply: FastifyReply, name: string): void;
}

/**
 * @param secure whether browsers use https: then names begin with `__Host-`, so that no other host can set
 * them
 */
export function createCookies(secure: boolean): Cookies {
  const options: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  const nameOf = (name: string, piece: number) =>
    `${secure ? '__Host-' : ''}ordertrace_${name}${piece === 0 ? '' : `.${piece}`}`;
  return {
    read: (request, name) => {
      const all = request.server.parseCookie(request.headers.cookie ?? '');
      let value = '';
      for (let piece = 0; piece < mostPieces; piece++) {
        const part = all[nameOf(name, piece)];
        if (part === undefined || part === '') break;
        value += part;
      }
      return value === '' ? undefined : value;
    },
    write: (reply, name, value, lifeSeconds) => {
      if (value.length > longestPiece * mostPieces) throw new Error('The session is too long for cookies');
      for (let piece = 0; piece < mostPieces; piece++) {
        const part = value.slice(piece * longestPiece, (piece + 1) * longestPiece);
        if (part === '') void reply.clearCookie(nameOf(name, piece), options);
        else void reply.setCookie(nameOf(name, piece), part, { ...options, maxAge: lifeSeconds });
      }
    },
    clear: (reply, name) => {
      for (let piece = 0; piece < mostPieces; piece++) void reply.clearCookie(nameOf(name, piece), options);
    },
  };
}
