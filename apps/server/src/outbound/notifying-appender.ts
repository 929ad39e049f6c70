import type { TelemetryAppender } from '@ordertrace/store';

/** Notifies after each durable append. */
export function notifyingAppender(store: TelemetryAppender, appended: () => void): TelemetryAppender {
  return {
    append: async (batch) => {
      const result = await store.append(batch);
      appended();
      return result;
    },
  };
}
