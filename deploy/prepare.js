// `node deploy/prepare.js`: writes the secrets that compose.yaml mounts, each made up at random, into deploy/secrets.
// What is there already stays as it is. Prints how to sign in.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = process.argv[2] ?? join(here, 'secrets');
mkdirSync(folder, { recursive: true, mode: 0o700 });

/** The secret of that name; made by `make` where there is none yet. Containers run as users of their own. */
function secret(name, make = () => randomBytes(24).toString('base64url')) {
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, make());
  chmodSync(file, 0o444);
  return readFileSync(file, 'utf8');
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** A line of an htpasswd file that nginx reads: salted SHA-1 is the strongest that every nginx knows. */
function htpasswd(user, password) {
  const salt = randomBytes(8);
  const hash = createHash('sha1').update(password).update(salt).digest();
  return `${user}:{SSHA}${Buffer.concat([hash, salt]).toString('base64')}\n`;
}

const ingest = secret('ingest_token');
const metrics = secret('metrics_token');
secret('ordertrace_tokens.yaml', () =>
  [
    'tokens:',
    `  - { name: collector, sha256: ${sha256(ingest)}, may: [ingest] }`,
    `  - { name: prometheus and grafana, sha256: ${sha256(metrics)}, roles: [developer] }`,
    '',
  ].join('\n'),
);
secret('session_secret', () => randomBytes(48).toString('base64url'));
secret('privacy_key', () => randomBytes(32).toString('base64'));

for (const service of ['shop', 'mes', 'calculation']) {
  const password = secret(`postgres_${service}_password`);
  const database = `ordertrace_${service}`;
  secret(`postgres_${service}_url`, () => `postgres://${database}:${password}@postgres:5432/${database}`);
}
secret('postgres_password');
const rabbit = secret('rabbitmq_password');
secret('messaging_url', () => `amqp://ordertrace:${rabbit}@rabbitmq:5672`);
secret('partner_tokens', () => `partner-a=${randomBytes(24).toString('base64url')}\n`);
for (const name of [
  'grafana_admin_password',
  'keycloak_admin_password',
  'elastic_password',
  'kibana_password',
]) {
  secret(name);
}

const people = secret('people_password', () => randomBytes(9).toString('base64url'));
secret('jaeger_passwords', () => htpasswd('jaeger', people));
const clients = {
  CONSOLE_CLIENT_SECRET: secret('oidc_client_secret'),
  GRAFANA_CLIENT_SECRET: secret('grafana_client_secret'),
  PEOPLE_PASSWORD: people,
  PUBLIC_URL: `http://ordertrace.localhost:${process.env.ORDERTRACE_PORT ?? '7070'}`,
};
secret('ordertrace-realm.json', () =>
  readFileSync(join(here, 'keycloak/ordertrace-realm.json'), 'utf8').replace(
    /\{\{(\w+)\}\}/g,
    (_, name) => clients[name],
  ),
);

console.log(`Secrets are in ${folder}.
Sign in at ${clients.PUBLIC_URL} as support, developer, business, security, admin or partner-a
with the password in ${join(folder, 'people_password')}; in the profile minimal, as jaeger.`);
