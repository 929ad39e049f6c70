import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerAccount } from './launch/parts.js';

/** Partner companies of the demonstration. */
export const partnerTenants = ['atelier-nord', 'goldwerk'] as const;

/** The partners with their tokens. Tokens are created once per data folder and stored there. */
export function partnerAccounts(data: string): readonly PartnerAccount[] {
  const file = join(data, 'partner-tokens.json');
  const known = existsSync(file) ? readTokens(file) : {};
  const accounts = partnerTenants.map((tenantId) => ({
    tenantId,
    token: known[tenantId] ?? randomBytes(24).toString('base64url'),
  }));
  const tokens = Object.fromEntries(accounts.map(({ tenantId, token }) => [tenantId, token]));
  writeFileSync(file, `${JSON.stringify(tokens, undefined, 2)}\n`, { mode: 0o600 });
  return accounts;
}

function readTokens(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
}
