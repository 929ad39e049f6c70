import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The pseudonym under which an ID is stored if it is personal data. */
type PseudonymOf = (id: string) => string | undefined;

declare module 'fastify' {
  interface FastifyInstance {
    pseudonymOf: PseudonymOf;
  }
}

/** Call it before routes are added. */
export function knowPseudonyms(app: FastifyInstance, pseudonymOf: PseudonymOf): void {
  app.decorate('pseudonymOf', pseudonymOf);
}

/** The IDs under which an order may be stored that a person asks for: the ID itself first. */
export function storedIds({ server }: Pick<FastifyRequest, 'server'>, id: string): readonly string[] {
  const pseudonym = server.pseudonymOf(id);
  return pseudonym === undefined ? [id] : [id, pseudonym];
}
