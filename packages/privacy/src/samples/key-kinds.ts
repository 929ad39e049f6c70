import { draws } from './draws.js';
import type { SecretKind } from './secret-kind.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const urlSafe = `${letters}-_`;

/** Access keys, each in the form of the service that issues it. */
export function keyKinds(random: () => number): readonly SecretKind[] {
  const { from, pick, hex, digits } = draws(random);
  const capitals = (length: number) => from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length);
  const plain = (length: number) => from(letters, length);
  const small = (length: number) => from('abcdefghijklmnopqrstuvwxyz0123456789', length);
  const uuid = () => hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const safe = (length: number) => from(urlSafe, length);
  const makers: Readonly<Record<string, () => string>> = {
    Square: () => pick([`sq0atp-${safe(22)}`, `sq0csp-${safe(43)}`, `EAAA${plain(60)}`]),
    'Yandex Cloud': () =>
      pick([
        `AQVN${safe(35)}`,
        `YCAJE${plain(20)}`,
        `YC${pick(['M', 'N', 'O', 'P'])}${plain(37)}`,
        `t1.${safe(40)}.${safe(86)}`,
      ]),
    'Google OAuth': () => pick([`GOCSPX-${safe(28)}`, `1//0${safe(60)}`, `ya29.${safe(100)}`]),
    Twilio: () => `${pick(['SK', 'AC'])}${hex(16)}`,
    Shopify: () => `${pick(['shpat', 'shpca', 'shppa', 'shpss'])}_${hex(16)}`,
    'Slack webhooks': () => `https://hooks.slack.com/services/T${capitals(10)}/B${capitals(10)}/${plain(24)}`,
    'Slack apps': () => `xapp-1-${capitals(11)}-${digits(13)}-${hex(32)}`,
    'Discord webhooks': () => `https://discord.com/api/webhooks/${digits(18)}/${safe(68)}`,
    'Discord bots': () => `${pick(['M', 'N', 'O'])}${plain(23)}.${safe(6)}.${safe(38)}`,
    Vault: () => pick([`hvs.${safe(95)}`, `hvb.${safe(140)}`, `s.${plain(24)}`]),
    Databricks: () => `dapi${hex(16)}`,
    PyPI: () => `pypi-AgEIcHlwaS5vcmc${safe(80)}`,
    'Hugging Face': () => `hf_${plain(34)}`,
    VK: () => `vk1.a.${safe(80)}`,
    Mailgun: () => pick([`key-${hex(16)}`, `${hex(16)}-${hex(4)}-${hex(4)}`]),
    Mailchimp: () => `${hex(16)}-us${1 + Number(digits(1))}`,
    GitLab: () =>
      `${pick(['glpat', 'gldt', 'glrt', 'gloas', 'glcbt', 'glptt', 'glft', 'glimt', 'glagent', 'glsoat'])}-${safe(20)}`,
    GitHub: () => `${pick(['ghp', 'gho', 'ghu', 'ghs', 'ghr'])}_${plain(36)}`,
    OpenAI: () => pick([`sk-${plain(48)}`, `sk-proj-${safe(100)}`]),
    Anthropic: () => `sk-ant-api03-${safe(93)}AA`,
    DigitalOcean: () => `${pick(['dop', 'doo', 'dor'])}_v1_${hex(32)}`,
    Grafana: () => `glsa_${plain(32)}_${hex(4)}`,
    'New Relic': () => `NRAK-${capitals(27)}`,
    Sentry: () => `sntrys_${plain(80)}`,
    Docker: () => `dckr_pat_${safe(27)}`,
    Atlassian: () => `ATATT3${safe(180)}`,
    Postman: () => `PMAK-${hex(12)}-${hex(17)}`,
    RubyGems: () => `rubygems_${hex(24)}`,
    Azure: () => `${plain(3)}8Q~${plain(34)}`,
    Alibaba: () => `LTAI${plain(20)}`,
    Brevo: () => `xkeysib-${hex(32)}-${plain(16)}`,
    'Amazon Bedrock and Marketplace': () => pick([`ABSK${plain(109)}=`, `amzn.mws.${uuid()}`]),
    'Yandex sign-in and captcha': () => pick([`y0_${safe(50)}`, `ysc1_${plain(40)}`]),
    'Tencent, Heroku, Fly, Netlify': () =>
      pick([`AKID${plain(32)}`, `HRKU-${safe(60)}`, `fo1_${safe(43)}`, `nfp_${plain(36)}`]),
    '1Password, PlanetScale, Supabase, Typeform': () =>
      pick([`ops_eyJ${plain(250)}`, `pscale_tkn_${safe(40)}`, `sbp_${hex(20)}`, `tfp_${safe(59)}`]),
    'Terraform, Pulumi, age': () =>
      pick([`${plain(14)}.atlasv1.${safe(67)}`, `pul-${hex(20)}`, `AGE-SECRET-KEY-1${capitals(58)}`]),
    'runners and packages': () =>
      pick([`GR1348941${safe(20)}`, `oy2${small(43)}`, `AKCp${plain(69)}`, `CLOJARS_${small(60)}`]),
    'builds and checks': () =>
      pick([
        `CCIPAT_${plain(22)}`,
        `sqp_${hex(20)}`,
        `sgp_${hex(20)}`,
        `bkua_${hex(20)}`,
        `ATBB${plain(32)}`,
      ]),
    'payments elsewhere': () =>
      pick([
        `FLWSECK_TEST-${hex(16)}-X`,
        `EZAK${plain(54)}`,
        `access_token$production$${small(16)}$${hex(16)}`,
        `access-sandbox-${uuid()}`,
        `t.${safe(86)}`,
      ]),
    'shipping and travel': () => pick([`shippo_live_${hex(20)}`, `duffel_test_${safe(43)}`]),
    Facebook: () => `EAA${plain(120)}`,
    'models elsewhere': () =>
      pick([
        `api_org_${plain(34)}`,
        `gsk_${plain(52)}`,
        `xai-${plain(80)}`,
        `pplx-${plain(48)}`,
        `r8_${plain(37)}`,
      ]),
    'operations elsewhere': () =>
      pick([
        `dt0c01.${capitals(24)}.${capitals(64)}`,
        `glc_${plain(60)}`,
        `sntryu_${hex(32)}`,
        `lin_api_${plain(40)}`,
        `phc_${plain(43)}`,
        `phx_${plain(43)}`,
        `API-${capitals(26)}`,
      ]),
    'documents and files': () =>
      pick([
        `secret_${plain(43)}`,
        `ntn_${plain(46)}`,
        `figd_${safe(40)}`,
        `pat${plain(14)}.${hex(32)}`,
        `sl.${safe(135)}`,
        `dp.pt.${plain(43)}`,
        `CFPAT-${safe(43)}`,
        `rdme_${small(70)}`,
        `fio-u-${safe(64)}`,
      ]),
    Telegram: () => `${1 + (Number(digits(1)) % 9)}${digits(9)}:AA${safe(33)}`,
  };
  return Object.entries(makers).map(([name, make]) => ({
    detector: 'access_key',
    name,
    make: () => {
      const text = make();
      // The replacement of a key contains `access` too.
      return { text, secret: text.slice(text.lastIndexOf('/') + 1).replace(/^access[_a-z]*/, '') };
    },
  }));
}

/** Pairs of a key and a secret, joined as in programs, settings and command lines. */
export function pairKinds(random: () => number): readonly SecretKind[] {
  const { from, pick, int } = draws(random);
  const secretWithout = () => `Z${from('bcdfghjkmnpqrstvwxz23456789', 7 + int(12))}`;
  const keys = [
    'PGPASSWORD',
    'DB_PASS',
    'MYSQL_PWD',
    'REDISCLI_AUTHTOKEN',
    'PIN',
    'apikey',
    'client_secret',
    'SMTP_PASS',
    'accessToken',
    'пароль',
    'sshpass',
    'passphrase',
  ];
  const signs = [
    '=',
    ' = ',
    ' == ',
    '==',
    ' === ',
    ':=',
    ' := ',
    ' != ',
    '!=',
    ': ',
    ':',
    ' => ',
    '=~',
    ' ~= ',
    '+=',
  ];
  return [
    {
      detector: 'credential',
      name: 'with the signs of programs',
      make: () => {
        const secret = secretWithout();
        const quote = pick(['', '"', "'"]);
        return { text: `${pick(keys)}${pick(signs)}${quote}${secret}${quote}`, secret };
      },
    },
    {
      detector: 'credential',
      name: 'as settings of a process',
      make: () => {
        const secret = secretWithout();
        return {
          text: pick([
            `PGPASSWORD=${secret} psql -h db`,
            `--db-password=${secret}`,
            `export DB_PASS='${secret}'`,
            `-e MYSQL_ROOT_PASSWORD=${secret}`,
          ]),
          secret,
        };
      },
    },
  ];
}
