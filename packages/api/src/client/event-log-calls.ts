import type { ExportQuery, ImportProgress, ImportQuery, ImportReport } from '../schemas/event-logs.js';
import { queryText, type Calls, type CallOptions, type FileBody } from './send.js';

/** Import and export of event logs. */
export interface EventLogCalls {
  /**
   * Resolves when the whole file is stored or refused. Until then, query the progress by the import's ID.
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
    importLog: (query, file, options) => calls.upload('/import', { query, file }, options),
    importProgress: (id, options) => calls.get(`/imports/${encodeURIComponent(id)}`, {}, options),
    exportUrl: (query) => `${baseUrl}/export${queryText(query)}`,
  };
}
