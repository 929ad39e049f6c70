import { createMemoryStore } from '@ordertrace/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, it, vi } from 'vitest';
import type { Cookies } from '../src/access/sign-in/cookies.js';
import { createSeal } from '../src/access/sign-in/seal.js';
import { Sessions } from '../src/access/sign-in/sessions.js';
import type { SignInSettings } from '../src/access/sign-in/settings.js';

const person = {
  name: 'Anna',
  subject: 'anna',
  roles: ['support'],
  tenantId: undefined,
  scopes: [],
} as const;
const granted = { claims: [], refreshToken: undefined, idToken: undefined };
const reply = {} as FastifyReply;

it('a signed-out cookie counts no more after a restart; the others do', async () => {
  const store = createMemoryStore();
  let jar = '';
  const cookies: Cookies = {
    read: () => jar,
    write: (_reply, _name, value) => (jar = value),
    clear: () => undefined,
  };
  const open = async () => {
    const settings = { sessionMinutes: 15 } as SignInSettings;
    const seal = createSeal('session-secret-session-secret-session');
    const sessions = new Sessions({ settings, seal, cookies, facts: store, provider: { renew: vi.fn() } });
    await sessions.load();
    return sessions;
  };
  const request = {} as FastifyRequest;
  const sessions = await open();
  await sessions.begin(reply, person, granted);
  const session = await sessions.read(request);
  expect(session?.person.subject).toBe('anna');
  const kept = jar;
  await sessions.begin(reply, person, granted);
  const other = jar;
  await sessions.end(reply, session);

  const restarted = await open();
  jar = kept;
  expect(await restarted.read(request)).toBeUndefined();
  jar = other;
  expect((await restarted.read(request))?.person.subject).toBe('anna');
  const { facts } = await store.facts({ limit: 9 });
  expect(JSON.stringify(facts.map(({ subject }) => subject))).not.toContain(session?.id);
});
