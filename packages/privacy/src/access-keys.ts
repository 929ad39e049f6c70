/**
 * Access keys with a known prefix of the issuing service, one expression each. The first two characters are
 * literal: they choose the expressions to try at the start of a token.
 */
const word = String.raw`[\w-]`;
const hex = '[0-9a-f]';
const letter = '[A-Za-z0-9]';

const named: Readonly<Record<string, readonly string[]>> = {
  clouds: [
    String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])(?:[\s:,;|/]{1,3}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))?`,
    `ABSK[A-Za-z0-9+/]{100,}={0,2}`,
    String.raw`amzn\.mws\.[0-9a-f-]{36}`,
    `AIza${word}{35}`,
    String.raw`ya29\.${word}{20,}`,
    `GOCSPX-${word}{20,}`,
    String.raw`1\/\/0${word}{30,}`,
    `AQVN${word}{30,}`,
    `YC[A-Z]${word}{22,}`,
    `y[0-3]_${word}{30,}`,
    String.raw`t1\.${word}{20,}\.${word}{20,}`,
    `ysc[12]_${letter}{30,}`,
    `do[oprs]_v1_${hex}{40,}`,
    `LTAI${letter}{12,}`,
    `AKID${letter}{32}`,
    `dapi${hex}{32}`,
    `hv[sbr]\\.${word}{20,}`,
    `s\\.${letter}{24}(?!${word})`,
    `HRKU-${word}{20,}`,
    `fo1_${word}{30,}`,
    `nf[pco]_${letter}{30,}`,
    `ops_eyJ${letter}{100,}`,
    String.raw`pscale_(?:tkn|oauth|pw)_[\w.=-]{20,}`,
    `sbp_${hex}{40}`,
    `tfp_${word}{40,}`,
    String.raw`${letter}{14}\.atlasv1\.[\w=-]{40,}`,
    `pul-${hex}{40}`,
    `AGE-SECRET-KEY-1[0-9A-Z]{40,}`,
  ],
  codeHosts: [
    String.raw`gh[opsur]_\w{36,}`,
    String.raw`github_pat_\w{22,}`,
    String.raw`gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w.-]{20,}`,
    `GR1348941${word}{20,}`,
    `npm_${letter}{36}`,
    `pypi-${word}{40,}`,
    `rubygems_${hex}{40,}`,
    `oy2[a-z0-9]{43}`,
    `dckr_[po]at_${word}{20,}`,
    `AKCp${letter}{60,}`,
    `CLOJARS_[a-z0-9]{50,}`,
    String.raw`AT(?:ATT|CTT|BB)3?[\w=-]{28,}`,
    `CCIP(?:AT|RJ)_${letter}{20,}`,
    `sq[pua]_${hex}{40}`,
    `sgp_[\\w]{40,}`,
    `bkua_${hex}{40}`,
  ],
  payments: [
    String.raw`[srp]k_(?:live|test|prod)_\w{16,}`,
    String.raw`whsec_\w{16,}`,
    `(?:live|test)_${word}{40,}`,
    `sq0[a-z]{3}-${word}{22,}`,
    `EAAA${word}{50,}`,
    `FLWSECK(?:_TEST)?-[\\w-]{12,}`,
    `EZ[AT]K${letter}{54}`,
    String.raw`access_token\$(?:production|sandbox)\$\w{16}\$${hex}{32}`,
    `access-(?:sandbox|development|production)-[0-9a-f-]{36}`,
    String.raw`t\.[\w-]{80,}`,
  ],
  shops: [
    `shp(?:at|ca|pa|ss|ua|tka|it)_${hex}{32}`,
    `shippo_(?:live|test)_${hex}{40}`,
    `duffel_(?:live|test)_${word}{40,}`,
  ],
  messages: [
    String.raw`xox[abeoprs](?:\.xox[bp])?-[\w-]{10,}`,
    `xapp-${word}{20,}`,
    String.raw`hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[\w/+-]{20,}`,
    String.raw`discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{10,}\/[\w-]{40,}`,
    String.raw`[MNO]${letter}{23,27}\.[\w-]{6}\.[\w-]{27,}`,
    String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
    `SK${hex}{32}`,
    `AC${hex}{32}`,
    `key-${hex}{32}`,
    `xkeysib-${word}{40,}`,
    String.raw`vk1\.a\.[\w-]{40,}`,
    `EAA[A-Za-z0-9]{80,}`,
    `PMAK-[0-9a-f-]{40,}`,
  ],
  models: [
    `sk-${word}{20,}`,
    `hf_${letter}{30,}`,
    `api_org_${letter}{30,}`,
    `gsk_${letter}{40,}`,
    `xai-${letter}{40,}`,
    `pplx-${letter}{40,}`,
    `r8_${letter}{30,}`,
  ],
  operations: [
    String.raw`dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}`,
    `gl(?:sa|c)_${letter}[\\w+/=-]{30,}`,
    `NR(?:AK|JS|II|AA|BR|RA)-${word}{16,}`,
    `sntry[su]_[\\w+/=-]{40,}`,
    `lin_(?:api|oauth)_${letter}{32,}`,
    `(?:secret|ntn)_${letter}{40,}`,
    `figd_${word}{40,}`,
    String.raw`pat${letter}{14}\.${hex}{64}`,
    String.raw`sl\.[\w-]{100,}`,
    String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{40,}`,
    `CFPAT-${word}{40,}`,
    `rdme_[a-z0-9]{60,}`,
    `fio-u-${word}{60,}`,
    `API-[A-Z0-9]{26}`,
    `phc_${letter}{40,}`,
    `phx_${letter}{40,}`,
  ],
};

/** Keys that may begin with any digit or letter; only their form identifies them. */
const unnamed = [
  String.raw`\d{8,10}:[A-Za-z][\w-]{33,}`,
  `${hex}{32}-us\\d{1,2}(?!${word})`,
  `${hex}{32}-${hex}{8}-${hex}{8}(?![0-9a-f-])`,
  String.raw`[\w~.]{3}\dQ~[\w~.-]{31,}`,
];

type ByStart = ReadonlyMap<string, readonly RegExp[]>;

const byStart: ByStart = tableOf(Object.values(named).flat());
const others = unnamed.map((source) => new RegExp(source, 'y'));

/** The first characters that an expression allows: letters, or classes and alternatives of them. */
function tableOf(sources: readonly string[]): ByStart {
  const table = new Map<string, RegExp[]>();
  for (const source of sources) {
    const pattern = new RegExp(source, 'y');
    for (const start of firstCharacters(source)) table.set(start, [...(table.get(start) ?? []), pattern]);
  }
  return table;
}

function firstCharacters(source: string): string[] {
  if (source.startsWith('(?:')) {
    return [
      ...new Set(
        source
          .slice(3, source.indexOf(')'))
          .split('|')
          .map((choice) => choice.charAt(0)),
      ),
    ];
  }
  if (!source.startsWith('[')) return [source.charAt(0)];
  const inside = source
    .slice(1, source.indexOf(']'))
    .replaceAll(/(.)-(.)/g, (_, from: string, to: string) =>
      Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (__, i) =>
        String.fromCharCode(from.charCodeAt(0) + i),
      ).join(''),
    );
  return Array.from(inside);
}

/** The end of the key that begins at this position; 0 if there is none. */
export function accessKeyEnd(text: string, at: number): number {
  for (const key of byStart.get(text.charAt(at)) ?? []) {
    const end = matchEnd(key, text, at);
    if (end > 0) return end;
  }
  for (const key of others) {
    const end = matchEnd(key, text, at);
    if (end > 0) return end;
  }
  return 0;
}

export function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}
