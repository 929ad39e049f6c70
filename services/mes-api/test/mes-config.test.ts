import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMesConfig } from '../src/mes-config.js';

const base = { DATABASE_URL: 'postgres://u:p@h/d', MODELS_URL: 'file:///tmp/models' };

describe('the configuration of the MES API', () => {
  it('takes partners from the environment and from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ordertrace-'));
    const file = join(folder, 'tokens');
    writeFileSync(file, '# partners\ngoldwerk=token-of-goldwerk-gmbh\n\n');
    const config = readMesConfig({
      ...base,
      PARTNER_TOKENS: 'atelier-nord=token-of-atelier-nord',
      PARTNER_TOKENS_FILE: file,
    });
    rmSync(folder, { recursive: true });
    expect(config.partners.map(({ tenantId }) => tenantId)).toEqual(['atelier-nord', 'goldwerk']);
    expect(config).toMatchObject({ port: 7102, name: 'mes-api', partnerRequestsPerMinute: 600 });
  });

  it.each([
    ['PARTNER_TOKENS', 'retail=token-of-atelier-nord'],
    ['PARTNER_TOKENS', 'Atelier Nord=token-of-atelier-nord'],
    ['PARTNER_TOKENS', 'atelier-nord=short-secret'],
    ['PARTNER_TOKENS', 'token-of-atelier-nord'],
    ['PARTNER_TOKENS', 'nord=one-token-for-two-partners,gold=one-token-for-two-partners'],
    ['PARTNER_TOKENS_FILE', '/nowhere/tokens'],
    ['PARTNER_REQUESTS_PER_MINUTE', '0'],
  ])('refuses %s=%s and names it', (key, value) => {
    expect(() => readMesConfig({ ...base, [key]: value })).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', key }),
    );
  });

  it('never repeats a token', () => {
    for (const value of [
      'retail=token-of-atelier-nord',
      'x y=token-of-atelier-nord',
      'token-of-atelier-nord',
      'nord=token-of-atelier-nord,gold=token-of-atelier-nord',
    ])
      expect(() => readMesConfig({ ...base, PARTNER_TOKENS: value })).not.toThrow(/token-of-atelier-nord/);
  });
});
