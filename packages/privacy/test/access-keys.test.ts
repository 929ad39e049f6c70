import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';

const gate = createGate(defaultPolicy);
const a = (length: number) => 'aB3dE6gH'.repeat(20).slice(0, length);
const h = (length: number) => 'abcdef0123456789'.repeat(10).slice(0, length);
const u = (length: number) => 'AB3DE6GH'.repeat(20).slice(0, length);
const n = (length: number) => '1234567890'.repeat(4).slice(0, length);

/** The start of each form, and the shortest rest that makes it a key. */
const shortest: readonly (readonly [start: string, rest: string])[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((start) => [start, u(16)] as const),
  ['ABSK', a(100)],
  ['amzn.mws.', '12345678-1234-1234-1234-123456789012'],
  ['AIza', a(35)],
  ['ya29.', a(20)],
  ['GOCSPX-', a(20)],
  ['1//0', a(30)],
  ['AQVN', a(30)],
  ['YCA', a(22)],
  ['y0_', a(30)],
  [`t1.${a(20)}.`, a(20)],
  ['ysc1_', a(30)],
  ['dop_v1_', h(40)],
  ['AKID', a(32)],
  ['dapi', h(32)],
  ['hvs.', a(20)],
  ['s.', a(24)],
  ['HRKU-', a(20)],
  ['fo1_', a(30)],
  ['nfp_', a(30)],
  ['ops_eyJ', a(100)],
  ['pscale_tkn_', a(20)],
  ['sbp_', h(40)],
  ['tfp_', a(40)],
  [`${a(14)}.atlasv1.`, a(40)],
  ['pul-', h(40)],
  ['AGE-SECRET-KEY-1', u(40)],
  ['ghp_', a(36)],
  ['github_pat_', a(22)],
  ['glpat-', a(20)],
  ['GR1348941', a(20)],
  ['npm_', a(36)],
  ['pypi-', a(40)],
  ['rubygems_', h(40)],
  ['oy2', h(43)],
  ['dckr_pat_', a(20)],
  ['AKCp', a(60)],
  ['CLOJARS_', h(50)],
  ['ATBB', a(28)],
  ['CCIPAT_', a(20)],
  ['sqp_', h(40)],
  ['sgp_', h(40)],
  ['bkua_', h(40)],
  ['sk_live_', a(16)],
  ['rk_test_', a(16)],
  ['whsec_', a(16)],
  ['live_', a(40)],
  ['sq0atp-', a(22)],
  ['EAAA', a(50)],
  ['FLWSECK-', a(12)],
  ['EZAK', a(54)],
  [`access_token$production$${h(16)}$`, h(32)],
  ['access-sandbox-', '12345678-1234-1234-1234-123456789012'],
  ['t.', a(80)],
  ['shpat_', h(32)],
  ['shippo_live_', h(40)],
  ['duffel_test_', a(40)],
  ['xoxb-', a(11)],
  ['xapp-', a(20)],
  ['hooks.slack.com/services/', a(20)],
  [`discord.com/api/webhooks/${n(10)}/`, a(40)],
  [`M${a(23)}.${a(6)}.`, a(27)],
  [`SG.${a(16)}.`, a(16)],
  ['SK', h(32)],
  ['AC', h(32)],
  ['key-', h(32)],
  ['xkeysib-', a(40)],
  ['vk1.a.', a(40)],
  ['EAA', a(80)],
  ['PMAK-', h(40)],
  ['sk-', a(20)],
  ['hf_', a(30)],
  ['api_org_', a(30)],
  ['gsk_', a(40)],
  ['xai-', a(40)],
  ['pplx-', a(40)],
  ['r8_', a(30)],
  [`dt0c01.${u(24)}.`, u(64)],
  ['glsa_', a(31)],
  ['NRAK-', a(16)],
  ['sntrys_', a(40)],
  ['lin_api_', a(32)],
  ['secret_', a(40)],
  ['ntn_', a(40)],
  ['figd_', a(40)],
  [`pat${a(14)}.`, h(64)],
  ['sl.', a(100)],
  ['dp.pt.', a(40)],
  ['CFPAT-', a(40)],
  ['rdme_', h(60)],
  ['fio-u-', a(60)],
  ['API-', u(26)],
  ['phc_', a(40)],
  ['phx_', a(40)],
  [`${n(8)}:`, a(34)],
  [`${h(32)}-us`, '1'],
  [`${h(32)}-`, `${h(8)}-${h(8)}`],
  ['a.~1Q~', a(31)],
];

describe('an access key', () => {
  it.each(shortest)('of the form %s is found at its least length, and not below', (start, rest) => {
    expect(gate.scrubText('log.body', `(${start}${rest})`)).toBe('([access_key])');
    expect(gate.scrubText('log.body', `(${start}${rest.slice(0, -1)})`)).not.toContain('[access_key]');
  });

  it.each([
    ['LTAI', a(12)],
    ['sl.', a(100)],
  ])('of the form %s takes all characters of the token', (start, rest) => {
    expect(gate.scrubText('log.body', `${start}${rest}, kept`)).toBe('[access_key], kept');
  });

  it('takes the secret that follows it', () => {
    const pair = (gap: string, length = 40) => `AKIA${u(16)}${gap}${a(length)}`;
    expect(gate.scrubText('log.body', pair(' : '))).toBe('[access_key]');
    expect(gate.scrubText('log.body', pair(' '))).toBe('[access_key]');
    expect(gate.scrubText('log.body', pair('    '))).toBe(`[access_key]    ${a(40)}`);
    expect(gate.scrubText('log.body', pair(' ', 41))).toBe(`[access_key] ${a(41)}`);
  });

  it.each([
    ['within a word', `xAKIA${u(16)}`],
    ['after a dash', `a-AKIA${u(16)}`],
    ['with a letter too many', `AKIA${u(17)}`],
    ['shorter than any key', 'LTAIaB3dE6gH'],
  ])('is none %s', (_, text) => expect(gate.scrubText('log.body', text)).toBe(text));

  it('is found after another one, and after a word', () => {
    expect(gate.scrubText('log.body', `some words, npm_${a(36)} hf_${a(30)}`)).toBe(
      'some words, [access_key] [access_key]',
    );
  });
});

describe('a signed token', () => {
  it.each([
    ['eyJabcd.efgh12345678', '[jwt]'],
    ['eyJabcd.efgh12345678.sign.more..', '[jwt]'],
    ['eyJabc.efgh12345678', 'eyJabc.efgh12345678'],
    ['eyJabcdefghijk.efg', 'eyJabcdefghijk.efg'],
    ['xeyJabcd.efgh12345678', 'xeyJabcd.efgh12345678'],
  ])('%s becomes %s', (text, scrubbed) =>
    expect(gate.scrubText('log.body', `${h(16)} ${text}`)).toBe(`${h(16)} ${scrubbed}`),
  );
});

describe('a private key', () => {
  const block = (kind: string) => `-----BEGIN ${kind}-----\n${a(64)}\n-----END ${kind}-----`;

  it.each([
    ['whole', `a ${block('PRIVATE KEY')} b`, 'a [private_key] b'],
    ['twice', `${block('PRIVATE KEY')}\n${block('RSA PRIVATE KEY')}`, '[private_key]\n[private_key]'],
    ['without its last line', `a -----BEGIN PRIVATE KEY-----\n${a(64)}`, 'a [private_key]'],
    [
      'with half of its last line',
      `a -----BEGIN PRIVATE KEY-----\n${a(64)}\n-----END PRI`,
      'a [private_key]',
    ],
    [
      'after a certificate',
      `${block('CERTIFICATE')} ${block('PRIVATE KEY')} b`,
      `${block('CERTIFICATE')} [private_key] b`,
    ],
    ['with a long name', block(`${'A'.repeat(37)} PRIVATE KEY`), '[private_key]'],
  ])('is found %s', (_, text, scrubbed) => expect(gate.scrubText('log.body', text)).toBe(scrubbed));

  it('is named in its first line', () => {
    const late = `-----BEGIN ${'A'.repeat(60)} PRIVATE KEY-----`;
    expect(gate.scrubText('log.body', late)).toBe(late);
  });
});
