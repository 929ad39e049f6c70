import { Me } from '@ordertrace/api';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Access } from './access.js';

export const meRoutes: FastifyPluginCallbackTypebox<{ readonly access: Access }> = (
  app,
  { access },
  done,
) => {
  app.get(
    '/me',
    { schema: { summary: 'Who asks, and what they may do', response: { 200: Me } } },
    ({ person }) => ({
      name: person.name,
      subject: person.subject,
      roles: [...person.roles],
      tenant_id: person.tenantId ?? null,
      sign_in: access.signIn,
    }),
  );
  done();
};
