/** A header as it stands on the wire. */
export type Header = readonly [name: string, value: string];

export interface Sent {
  readonly headers: readonly Header[];
  /** Whether the trace that was sent goes on, or another one begins. */
  readonly trace: 'goes on' | 'begins anew';
  /** The `tracestate` that goes on; '' for none. */
  readonly state: string;
}

/** One case of the specification, by its name in the published test suite. */
export interface TraceContextCase {
  readonly name: string;
  readonly sent: readonly Sent[];
  /** Calls that the service makes for each request. */
  readonly calls?: number;
}

export const sentTrace = '7d1c5b3f2a9e48d6b0c4f1e2d3a59687';
export const sentSpan = '5e1f8a2b3c4d6079';
const parent = `00-${sentTrace}-${sentSpan}-01`;

function traceparent(value: string, trace: Sent['trace']): Sent {
  return { headers: [['traceparent', value]], trace, state: '' };
}

const refused = (name: string, ...values: readonly string[]): TraceContextCase => ({
  name,
  sent: values.map((value) => traceparent(value, 'begins anew')),
});

function tracestate(headers: readonly string[], state: string): Sent {
  const states = headers.map((header) => ['tracestate', header] as const);
  return { headers: [['traceparent', parent], ...states], trace: 'goes on', state };
}

const discarded = (name: string, ...values: readonly (readonly string[])[]): TraceContextCase => ({
  name,
  sent: values.map((headers) => tracestate(headers, '')),
});

const kept = (name: string, ...values: readonly (readonly [string[], string])[]): TraceContextCase => ({
  name,
  sent: values.map(([headers, state]) => tracestate(headers, state)),
});

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('');
const everyKeyCharacter = `${range(0x61, 0x7a)}0123456789_-*/`;
const everyValueCharacter = `${range(0x20, 0x2b)}${range(0x2d, 0x3c)}${range(0x3e, 0x7e)}`;
const members = (count: number) => Array.from({ length: count }, (_, i) => `key${i}=${i}`);
const inThree = (list: readonly string[]) =>
  [list.slice(0, 10), list.slice(10, 20), list.slice(20)].map((some) => some.join(','));

const named = (name: string) =>
  ({ headers: [[name, parent]], trace: 'begins anew', state: '' }) as const satisfies Sent;
const cased = (name: string) =>
  ({ headers: [[name, parent]], trace: 'goes on', state: '' }) as const satisfies Sent;
const stateNamed = (name: string, state: string): Sent => ({
  headers: [
    ['traceparent', parent],
    [name, 'foo=1'],
  ],
  trace: 'goes on',
  state,
});

export const traceContextCases: readonly TraceContextCase[] = [
  {
    name: 'both_traceparent_and_tracestate_missing',
    sent: [{ headers: [], trace: 'begins anew', state: '' }],
  },
  { name: 'traceparent_included_tracestate_missing', sent: [traceparent(parent, 'goes on')] },
  {
    name: 'traceparent_duplicated',
    sent: [
      {
        headers: [
          ['traceparent', parent],
          ['traceparent', parent.replace('7d1c', '8d1c')],
        ],
        trace: 'begins anew',
        state: '',
      },
    ],
  },
  { name: 'traceparent_header_name', sent: [named('trace-parent'), named('trace.parent')] },
  {
    name: 'traceparent_header_name_valid_casing',
    sent: [cased('TraceParent'), cased('tRACEpARENT'), cased('TRACEPARENT')],
  },
  refused('traceparent_version_0x00', `${parent}.`, `${parent}-more`),
  {
    name: 'traceparent_version_0xcc',
    sent: [
      traceparent(parent.replace(/^00/, 'cc'), 'goes on'),
      traceparent(`${parent.replace(/^00/, 'cc')}-more-of-a-later-version`, 'goes on'),
      traceparent(`${parent.replace(/^00/, 'cc')}.more`, 'begins anew'),
    ],
  },
  refused('traceparent_version_0xff', parent.replace(/^00/, 'ff')),
  refused('traceparent_version_illegal_characters', parent.replace(/^00/, '.0'), parent.replace(/^00/, '0.')),
  refused('traceparent_version_too_long', `0${parent}`, `00${parent}`),
  refused('traceparent_version_too_short', parent.slice(1)),
  refused('traceparent_trace_id_all_zero', `00-${'0'.repeat(32)}-${sentSpan}-01`),
  refused(
    'traceparent_trace_id_illegal_characters',
    parent.replace('-7', '-.'),
    parent.replace('87-', '8.-'),
    parent.replace('7d1c', '7D1C'),
  ),
  refused('traceparent_trace_id_too_long', parent.replace('-7', '-17')),
  refused('traceparent_trace_id_too_short', parent.replace('-7', '-')),
  refused('traceparent_parent_id_all_zero', `00-${sentTrace}-${'0'.repeat(16)}-01`),
  refused(
    'traceparent_parent_id_illegal_characters',
    parent.replace('-5e', '-.e'),
    parent.replace('79-', '7.-'),
  ),
  refused('traceparent_parent_id_too_long', parent.replace('79-', '791-')),
  refused('traceparent_parent_id_too_short', parent.replace('79-', '7-')),
  refused(
    'traceparent_trace_flags_illegal_characters',
    parent.replace(/01$/, '.1'),
    parent.replace(/01$/, '0.'),
  ),
  refused('traceparent_trace_flags_too_long', `${parent}1`),
  refused('traceparent_trace_flags_too_short', parent.slice(0, -1)),
  {
    name: 'traceparent_ows_handling',
    sent: [` ${parent}`, `\t${parent}`, `${parent} `, `${parent}\t`, `\t ${parent} \t`].map((value) =>
      traceparent(value, 'goes on'),
    ),
  },
  {
    name: 'tracestate_included_traceparent_missing',
    sent: ['foo=1', 'foo=1,bar=2'].map((state) => ({
      headers: [['tracestate', state]],
      trace: 'begins anew',
      state: '',
    })),
  },
  kept('tracestate_included_traceparent_included', [['foo=1,bar=2'], 'foo=1,bar=2']),
  { name: 'tracestate_header_name', sent: [stateNamed('trace-state', ''), stateNamed('trace.state', '')] },
  {
    name: 'tracestate_header_name_valid_casing',
    sent: ['TraceState', 'tRACEsTATE', 'TRACESTATE'].map((name) => stateNamed(name, 'foo=1')),
  },
  kept('tracestate_empty_header', [[''], ''], [['foo=1', ''], 'foo=1'], [['', 'foo=1'], 'foo=1']),
  kept('tracestate_multiple_headers_different_keys', [
    ['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'],
    'foo=1,bar=2,rojo=1,congo=2,baz=3',
  ]),
  kept(
    'tracestate_duplicated_keys',
    [['foo=1,foo=1'], 'foo=1'],
    [['foo=1,foo=2'], 'foo=1'],
    [['foo=1', 'foo=1'], 'foo=1'],
    [['foo=1', 'foo=2'], 'foo=1'],
  ),
  kept(
    'tracestate_all_allowed_characters',
    ...[everyKeyCharacter, `${everyKeyCharacter}@a-z0-9_-*/`].map((key): [string[], string] => [
      [`${key}=${everyValueCharacter}`],
      `${key}=${everyValueCharacter}`,
    ]),
  ),
  kept(
    'tracestate_ows_handling',
    [['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'],
    [['foo=1\t \t,\t \tbar=2,\t \tbaz=3'], 'foo=1,bar=2,baz=3'],
    ...[' foo=1', '\tfoo=1', 'foo=1 ', 'foo=1\t', '\t foo=1 \t'].map((header): [string[], string] => [
      [header],
      'foo=1',
    ]),
  ),
  discarded('tracestate_key_illegal_characters', ['foo =1'], ['FOO=1'], ['foo.bar=1']),
  {
    name: 'tracestate_key_illegal_vendor_format',
    sent: [
      tracestate(['foo@=1,bar=2'], 'foo@=1,bar=2'),
      tracestate(['@foo=1,bar=2'], ''),
      tracestate(['foo@@bar=1,bar=2'], 'foo@@bar=1,bar=2'),
      tracestate(['foo@bar@baz=1,bar=2'], 'foo@bar@baz=1,bar=2'),
    ],
  },
  {
    name: 'tracestate_member_count_limit',
    sent: [tracestate(inThree(members(32)), members(32).join(',')), tracestate(inThree(members(33)), '')],
  },
  {
    name: 'tracestate_key_length_limit',
    sent: [
      tracestate(['foo=1', `${'z'.repeat(256)}=1`], `foo=1,${'z'.repeat(256)}=1`),
      tracestate(['foo=1', `${'z'.repeat(257)}=1`], ''),
      tracestate(
        ['foo=1', `${'t'.repeat(241)}@${'v'.repeat(14)}=1`],
        `foo=1,${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
      ),
      tracestate(['foo=1', `${'t'.repeat(242)}@v=1`], `foo=1,${'t'.repeat(242)}@v=1`),
      tracestate(['foo=1', `t@${'v'.repeat(15)}=1`], `foo=1,t@${'v'.repeat(15)}=1`),
    ],
  },
  discarded('tracestate_value_illegal_characters', ['foo=bar=baz'], ['foo=,bar=3']),
  { name: 'multiple_requests_with_valid_traceparent', sent: [traceparent(parent, 'goes on')], calls: 3 },
  {
    name: 'multiple_requests_without_traceparent',
    sent: [{ headers: [], trace: 'begins anew', state: '' }],
    calls: 3,
  },
  {
    name: 'multiple_requests_with_illegal_traceparent',
    sent: [traceparent(`00-${'0'.repeat(32)}-${sentSpan}-01`, 'begins anew')],
    calls: 3,
  },
];
