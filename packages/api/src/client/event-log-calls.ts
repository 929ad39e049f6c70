import type {
  ExportQuery,
  ImportProblem,
  ImportProgress,
  ImportQuery,
  ImportReport,
} from '../schemas/event-logs.js';
import { ApiError, queryText, type Calls, type CallOptions, type FileBody } from './send.js';

/** Import and export of event logs. */
export interface EventLogCalls {
  /**
   * Resolves when the whole file is stored, or refused after it was read. Until then, query the progress by
   * the import's ID. With the state `counting`, query it until the state is `done`.
   *
   * @example const { kept } = await api.importLog({ log: 'orders-2025', format: 'csv' }, file);
   */
  importLog(query: ImportQuery, file: FileBody, options?: CallOptions): Promise<ImportReport>;
  /**
   * The progress of an import.
   *
   * @example const { state } = await api.importProgress('7c9e6679');
   */
  importProgress(id: string, options?: CallOptions): Promise<ImportProgress>;
  /**
   * URL of the exported file.
   *
   * @example const url = api.exportUrl({ format: 'xes', tenant: 'goldwerk' });
   */
  exportUrl(query: ExportQuery): string;
}

export function eventLogCalls(calls: Calls, baseUrl: string): EventLogCalls {
  return {
    importLog: (query, file, options) =>
      calls.upload<ImportReport>('/import', { query, file }, options).catch(reportOf),
    importProgress: (id, options) => calls.get(`/imports/${encodeURIComponent(id)}`, {}, options),
    exportUrl: (query) => `${baseUrl}/export${queryText(query)}`,
  };
}

/** The report of a refused import is its answer; every other error stays an error. */
function reportOf(error: unknown): ImportReport {
  const report = error instanceof ApiError ? (error.problem as ImportProblem).report : undefined;
  if (report === undefined) throw error;
  return report;
}
