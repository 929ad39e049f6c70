import { apiClient, ApiError, type ApiClient, type FlowQuery } from '@ordertrace/api';
import { activityName, textsIn } from '@ordertrace/words';
import { cellTexts } from '../cell-texts.js';
import { failed, failedBy, succeeded, type CommandResult } from '../result.js';
import { fetchAs, type ServerAddress } from '../server-address.js';
import { compareView } from './compare-view.js';
import { deviationsView } from './deviations-view.js';
import type { FlowOptions, FlowSource, FlowView } from './flow-view.js';
import { forecastView } from './forecast-view.js';
import { leadTimeView } from './lead-time-view.js';
import { mapView } from './map-view.js';
import { operationsView } from './operations-view.js';
import { resourcesView } from './resources-view.js';
import { stagesView } from './stages-view.js';
import { variantsView } from './variants-view.js';

/** Views of `ordertrace flow`. */
const flowViews = {
  map: mapView,
  operations: operationsView,
  stages: stagesView,
  variants: variantsView,
  deviations: deviationsView,
  'lead-time': leadTimeView,
  compare: compareView,
  resources: resourcesView,
  forecast: forecastView,
} as const satisfies Readonly<Record<string, FlowView>>;

export type FlowViewName = keyof typeof flowViews;

const filters = ['from', 'to', 'tenant', 'flow', 'stage', 'situation', 'variant', 'source'] as const;
const queryNames = [...filters, 'level'] as const;

export interface FlowRequest {
  readonly address: ServerAddress;
  readonly options: FlowOptions;
  readonly json: boolean;
}

/**
 * Queries the server and shows the answer, as tables or as the API's JSON. Ends with 1 and the reason if it
 * refuses.
 */
export async function showFlow(
  name: FlowViewName,
  { address, options, json }: FlowRequest,
): Promise<CommandResult> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const query = Object.fromEntries(
    queryNames.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  ) as FlowQuery;
  const { language = 'en' } = address;
  const t = textsIn(language);
  try {
    const named = json ? (activity: string) => activity : await namesOfStages(client, address, query.flow);
    const source = { client, named, cells: cellTexts(language), t };
    const { answer, text } = await flowViews[name](source, query, options);
    if (json) return succeeded(JSON.stringify(answer, undefined, 2));
    const { counting } = answer;
    return succeeded(counting === undefined ? text : `${t('importReport.counting', counting)}\n\n${text}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, status, message } = error;
    if (code === 'unreachable') return failedBy(error, address);
    return failed(t('commandLine.refused', { status, reason: message }));
  }
}

/** Names activities in the language of the output, by the flow of the query, else by all flows. */
async function namesOfStages(
  client: ApiClient,
  { language = 'en' }: ServerAddress,
  flow: string | undefined,
): Promise<FlowSource['named']> {
  const { flows } = await client.flows();
  const naming = flows.filter(({ name }) => flow === undefined || name === flow);
  return (activity) => activityName(activity, language, naming);
}
