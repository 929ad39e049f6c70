import { context as contextApi, type Context } from '@opentelemetry/api';
import type { ForceFlushOptions, LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { attribute } from '@ordertrace/conventions';
import { scopeIn } from './span-orders.js';

export interface OrderLogProcessorOptions {
  readonly applicationName: string;
  readonly environment: string;
  /** Takes order events: a way of their own, so that no flood of log lines holds them up or crowds them out. */
  readonly events: LogRecordProcessor;
  /** Takes all other records. */
  readonly lines: LogRecordProcessor;
}

/** Puts the order and the other fields on every log record, whoever made it, and sends it its way. */
export class OrderLogProcessor implements LogRecordProcessor {
  readonly #options: OrderLogProcessorOptions;

  constructor(options: OrderLogProcessorOptions) {
    this.#options = options;
  }

  onEmit(record: ReadWriteLogRecord, context: Context = contextApi.active()): void {
    const { applicationName, environment, events, lines } = this.#options;
    record.setAttributes({ application_name: applicationName, environment });
    const { attributes } = record;
    // Told where it was logged counts; a line from elsewhere may hold an empty text instead.
    if (!attributes[attribute.orderId]) record.setAttributes(scopeIn(context)?.attributes ?? {});
    record.setAttributes({
      status_code: attributes['status_code'] ?? '',
      duration: attributes['duration'] ?? 0,
    });
    const isOrderEvent = record.eventName?.startsWith('order.') === true;
    (isOrderEvent ? events : lines).onEmit(record, context);
  }

  async forceFlush(options?: ForceFlushOptions): Promise<void> {
    await Promise.all([this.#options.events.forceFlush(options), this.#options.lines.forceFlush(options)]);
  }

  async shutdown(): Promise<void> {
    await Promise.all([this.#options.events.shutdown(), this.#options.lines.shutdown()]);
  }
}
