import type { ExportQuery, ImportProgress, ImportQuery, ImportReport } from '../schemas/event-logs.js';
import { queryText, type Calls, type CallOptions, type FileBody } from './send.js';

/** Event logs in and out. */
export interface EventLogCalls {
  /** Resolves when all of it is kept, or refused; the progress can be asked for by the id meanwhile. */
  importLog(query: ImportQuery, file: FileBody, options?: CallOptions): Promise<ImportReport>;
  importProgress(id: string, options?: CallOptions): Promise<ImportProgress>;
  /** Address of the file. */
  exportUrl(query: ExportQuery): string;
}

export function eventLogCalls(calls: Calls, baseUrl: string): EventLogCalls {
  return {
    importLog: (query, file, options) => calls.upload('/import', { query, file }, options),
    importProgress: (id, options) => calls.get(`/imports/${encodeURIComponent(id)}`, {}, options),
    exportUrl: (query) => `${baseUrl}/export${queryText(query)}`,
  };
}
