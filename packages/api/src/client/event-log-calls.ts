import type { ExportQuery, ImportProgress, ImportQuery, ImportReport } from '../schemas/event-logs.js';
import { queryText, type Calls, type CallOptions, type FileBody } from './send.js';

/** Import and export of event logs. */
export interface EventLogCalls {
  /** Resolves when the whole file is stored or refused. Until then, query the progress by the import's ID. */
  importLog(query: ImportQuery, file: FileBody, options?: CallOptions): Promise<ImportReport>;
  importProgress(id: string, options?: CallOptions): Promise<ImportProgress>;
  /** URL of the exported file. */
  exportUrl(query: ExportQuery): string;
}

export function eventLogCalls(calls: Calls, baseUrl: string): EventLogCalls {
  return {
    importLog: (query, file, options) => calls.upload('/import', { query, file }, options),
    importProgress: (id, options) => calls.get(`/imports/${encodeURIComponent(id)}`, {}, options),
    exportUrl: (query) => `${baseUrl}/export${queryText(query)}`,
  };
}
