import type { DuckDBValue } from '@duckdb/node-api';
import type { FlowQuestion, FlowQuestions } from '@ordertrace/model';
import type { SerialConnection } from '../tables/serial-connection.js';
import type { Ask } from './ask.js';
import { askResources, askSlowest, askSpectrum } from './edge-queries.js';
import { askBackTest, askForecast } from './forecast-queries.js';
import { askMap } from './map-query.js';
import { askProfile } from './profile-query.js';
import { askSeries, askStages } from './stage-queries.js';
import { askLeadTimes, askVariants } from './variant-queries.js';

const answers: {
  readonly [Q in FlowQuestion]: (ask: Ask, query: FlowQuestions[Q][0]) => Promise<FlowQuestions[Q][1]>;
} = {
  map: askMap,
  stages: askStages,
  series: askSeries,
  variants: askVariants,
  profile: askProfile,
  leadTimes: askLeadTimes,
  forecast: askForecast,
  backTest: askBackTest,
  spectrum: askSpectrum,
  slowest: askSlowest,
  resources: askResources,
};

/**
 * Statistics over the histories of orders, as SQL over whole columns. Queries run one at a time, each on one
 * snapshot.
 */
export class FlowQueries {
  readonly #connection: SerialConnection;

  constructor(connection: SerialConnection) {
    this.#connection = connection;
  }

  answer<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]> {
    return this.#connection.transaction(async (connection) => {
      const rows = async (sql: string, values: DuckDBValue[] = []) =>
        (await connection.runAndReadAll(sql, values)).getRows();
      const texts = new Map((await rows('SELECT id, text FROM flow_texts')).map(([id, text]) => [id, text]));
      const name = (id: DuckDBValue) => String(texts.get(id) ?? '');
      return answers[question]({ rows, name }, query);
    });
  }
}
