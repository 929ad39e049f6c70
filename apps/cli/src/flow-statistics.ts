import { definedFields } from '@ordertrace/conventions';
import {
  apiClient,
  ApiError,
  type ApiClient,
  type CompareQuery,
  type FlowMapView,
  type FlowQuery,
  type ImportCounting,
  type OrderReference,
} from '@ordertrace/api';
import { activityName, textsIn } from '@ordertrace/words';
import { failed, succeeded, type CommandResult } from './result.js';
import { authorization, type ServerAddress } from './server-address.js';
import { lengthText, shareText, textTable } from './text-table.js';

/** Flags of the command line, by the names of the API's parameters. */
export type FlowFlags = Readonly<Record<string, string | undefined>>;

interface Shown {
  readonly answer: { readonly counting?: ImportCounting };
  readonly text: string;
}

interface Source {
  readonly client: ApiClient;
  /** The name of a stage or another activity for people. */
  readonly named: (activity: string) => string;
}

type Show = (source: Source, query: FlowQuery, flags: FlowFlags) => Promise<Shown>;

const refText = (ref: OrderReference | null | undefined): string =>
  ref === null || ref === undefined ? '-' : `${ref.tenant_id}/${ref.order_id}`;

const map: Show = async ({ client, named }, query) => {
  const answer = await client.flowMap(query);
  return { answer, text: mapText(answer, named) };
};

const operations: Show = async ({ client }, query, { orders }) => {
  const answer = await client.flowOperations({
    ...query,
    ...(orders === undefined ? {} : { orders: Number(orders) }),
  });
  const { looked_at: lookedAt, without_spans: without, more, left_out: leftOut } = answer;
  const notes = [
    `Read the spans of the latest ${lookedAt} orders${more ? ' (there are more: --orders reads up to 1000)' : ''}.`,
    ...(without === 0 ? [] : [`${without} of them have no spans of requests or messages left.`]),
    ...(leftOut === 0 ? [] : [`${leftOut} rare operations are left out.`]),
  ];
  return { answer, text: `${notes.join('\n')}\n\n${mapText(answer, (operation) => operation)}` };
};

function mapText({ orders, activities, edges }: FlowMapView, named: Source['named']): string {
  const rows = activities.map((one) =>
    [named(one.name), one.count, one.orders, one.starts, one.ends, one.open]
      .map(String)
      .concat(lengthText(one.working?.median_ms)),
  );
  const steps = edges.map(({ from, to, count, times, waiting, working }) => [
    ...[
      `${named(from)} → ${named(to)}`,
      String(count),
      lengthText(times.median_ms),
      lengthText(times.p90_ms),
    ],
    ...[lengthText(times.mean_ms), lengthText(waiting?.median_ms), lengthText(working?.median_ms)],
  ]);
  return [
    `${orders} orders`,
    textTable(['activity', 'count', 'orders', 'starts', 'ends', 'open', 'working'], rows),
    textTable(['from → to', 'count', 'median', 'p90', 'mean', 'waiting', 'working'], steps),
  ].join('\n\n');
}

const stages: Show = async ({ client, named }, query) => {
  const answer = await client.flowStages(query);
  const rows = answer.stages.map((one) => [
    ...[String(one.rank), named(one.stage), one.stage, one.total_order_days.toFixed(1)],
    ...[one.entered, one.left, one.open].map(String),
    ...[one.times?.median_ms, one.times?.p90_ms, one.times?.p99_ms].map(lengthText),
    one.deadline ?? '-',
  ]);
  const headings = [
    'rank',
    'stage',
    'code',
    'order days',
    'entered',
    'left',
    'open',
    'median',
    'p90',
    'p99',
    'deadline',
  ];
  return { answer, text: textTable(headings, rows) };
};

const variants: Show = async ({ client, named }, query, { limit, cursor }) => {
  const answer = await client.flowVariants({
    ...query,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...definedFields({ cursor }),
  });
  const rows = answer.variants.map((one) => [
    ...[String(one.count), shareText(one.share), lengthText(one.median_lead_time_ms)],
    ...[refText(one.example), one.variant, one.activities.map(named).join(' → ')],
  ]);
  const table = textTable(['count', 'share', 'lead time', 'example', 'variant', 'activities'], rows);
  const next = answer.next === null ? '' : `\nNext page: --cursor ${answer.next}`;
  return { answer, text: `${answer.total} variants of ${answer.orders} orders\n\n${table}${next}` };
};

const deviations: Show = async ({ client, named }, query) => {
  const answer = await client.flowDeviations(query);
  const rows = answer.deviations.map((one) => [
    ...[one.name, one.activities.map(named).join(' → '), String(one.orders), shareText(one.share)],
    one.examples.map(refText).join(', '),
  ]);
  const apart = answer.profile
    .filter(({ unusual }) => unusual > 0)
    .map((one) => [
      ...[`${named(one.from)} … ${named(one.to)}`, String(one.unusual), lengthText(one.mean_ms)],
      ...[lengthText(one.deviation_ms), one.examples.map(refText).join(', ')],
    ]);
  const text = [
    `${answer.orders} orders judged by the flow`,
    textTable(['deviation', 'activities', 'orders', 'share', 'examples'], rows),
    ...(apart.length === 0
      ? []
      : [textTable(['unusually far apart', 'times', 'mean', 'deviation', 'examples'], apart)]),
    ...(answer.unknown.length === 0 ? [] : [`Not in the flow: ${answer.unknown.map(named).join(', ')}`]),
  ];
  return { answer, text: text.join('\n\n') };
};

const leadTime: Show = async ({ client }, query, { interval }) => {
  const answer = await client.flowLeadTime({
    ...query,
    ...(interval === undefined ? {} : { interval: interval as 'week' }),
  });
  const summary = (name: string, one: { orders: number; median_ms: number; p90_ms: number }) => [
    ...[name, String(one.orders), lengthText(one.median_ms), lengthText(one.p90_ms)],
  ];
  const table = (name: string, rows: readonly string[][]) =>
    textTable([name, 'orders', 'median', 'p90'], rows);
  const all = answer.percentiles;
  const text = [
    `${answer.orders} orders have ended; median ${lengthText(all?.median_ms)}, p90 ${lengthText(all?.p90_ms)}`,
    table(
      'ended from',
      answer.series.map((one) => summary(one.from.slice(0, 10), one)),
    ),
    table(
      'tenant',
      answer.by_tenant.map((one) => summary(one.tenant_id, one)),
    ),
    table(
      'variant',
      answer.by_variant.map((one) => summary(one.variant, one)),
    ),
  ];
  return { answer, text: text.join('\n\n') };
};

const compare: Show = async ({ client, named }, query, flags) => {
  const other = { with_from: flags['withFrom'], with_to: flags['withTo'], with_tenant: flags['withTenant'] };
  const answer = await client.flowComparison({ ...query, ...other } as CompareQuery);
  const rows = answer.edges.map((edge) => [
    ...[
      `${named(edge.from)} → ${named(edge.to)}`,
      lengthText(edge.now?.median_ms),
      lengthText(edge.before?.median_ms),
    ],
    ...[lengthText(edge.difference_ms), String(edge.now_count), String(edge.before_count)],
    edge.orders.map(refText).join(', '),
  ]);
  const headings = ['from → to', 'now', 'before', 'slower by', 'count', 'count before', 'slowest orders'];
  return { answer, text: textTable(headings, rows) };
};

const resources: Show = async ({ client }, query) => {
  const answer = await client.flowResources(query);
  const rows = answer.resources.map((one) => [
    ...[one.resource, String(one.count), lengthText(one.working_ms), lengthText(one.idle_ms)],
  ]);
  return { answer, text: textTable(['resource', 'activities', 'working', 'idle'], rows) };
};

const forecast: Show = async ({ client, named }, { tenant }, { order = '' }) => {
  const answer = await client.flowForecast({
    order_id: order,
    ...definedFields({ tenant }),
  });
  const { samples, stage, median_at: median, p90_at: p90 } = answer;
  const text =
    median === null
      ? `No order that has ended was in “${named(stage)}” for as long.`
      : `In “${named(stage)}”: likely ended by ${median}, nine in ten by ${p90 ?? '-'} (${samples} orders).`;
  return { answer, text };
};

/** Views of `ordertrace flow`. */
export const flowShows = {
  map: { show: map, about: 'what directly follows what, how often, and the times between' },
  operations: { show: operations, about: 'the same of requests and messages, from the latest orders’ spans' },
  stages: { show: stages, about: 'time in each stage; where most days are lost comes first' },
  variants: { show: variants, about: 'the ways that orders take' },
  deviations: { show: deviations, about: 'how ways differ from the flow file' },
  'lead-time': { show: leadTime, about: 'first to last step, over time, by tenant and variant' },
  compare: { show: compare, about: 'two periods or tenants: what got slower' },
  resources: { show: resources, about: 'working and idle time of who did the work' },
  forecast: { show: forecast, about: 'when an open order will likely end' },
} as const satisfies Readonly<Record<string, { readonly show: Show; readonly about: string }>>;

export type FlowShow = keyof typeof flowShows;

const queryNames = [
  'from',
  'to',
  'tenant',
  'flow',
  'stage',
  'situation',
  'variant',
  'source',
  'level',
] as const;

/**
 * Queries the server and shows the answer, as tables or as the API's JSON. Ends with 1 and the reason if it
 * refuses.
 */
export async function showFlow(
  name: FlowShow,
  asked: { readonly address: ServerAddress; readonly flags: FlowFlags; readonly json: boolean },
): Promise<CommandResult> {
  const { address, flags, json } = asked;
  const client = apiClient({
    baseUrl: `${address.server}/api/v1`,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      for (const [header, value] of Object.entries(authorization(address))) headers.set(header, value);
      return fetch(input, { ...init, headers });
    },
  });
  const query = Object.fromEntries(
    queryNames.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])),
  ) as FlowQuery;
  try {
    const named = json ? (activity: string) => activity : await namesOfStages(client, address, query.flow);
    const { answer, text } = await flowShows[name].show({ client, named }, query, flags);
    if (json) return succeeded(JSON.stringify(answer, undefined, 2));
    const t = textsIn(address.language ?? 'en');
    return succeeded(answer.counting ? `${t('importReport.counting', answer.counting)}\n\n${text}` : text);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'unreachable') return failed(`No server answers at ${address.server}.`);
    return failed(`The server refused (${error.status}): ${error.message}`);
  }
}

/** Names activities in the language of the output, by the flow that was asked for, else by all flows. */
async function namesOfStages(
  client: ApiClient,
  { language = 'en' }: ServerAddress,
  asked: string | undefined,
): Promise<Source['named']> {
  const { flows } = await client.flows();
  const naming = flows.filter(({ name }) => asked === undefined || name === asked);
  return (activity) => activityName(activity, language, naming);
}
