import { context as contextApi, type Context } from '@opentelemetry/api';
import type { ForceFlushOptions, LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { attribute } from '@ordertrace/conventions';
import { scopeIn } from './span-orders.js';

export interface OrderLogProcessorOptions {
  readonly applicationName: string;
  readonly environment: string;
  /**
   * Receives order events. They have their own queue, so that many log lines can't delay or displace them.
   */
  readonly events: LogRecordProcessor;
  /** Receives all other records. */
  readonly lines: LogRecordProcessor;
}

/** Adds the order and the other fields to every log record, and passes it to the queue for its kind. */
export class OrderLogProcessor implements LogRecordProcessor {
  readonly #options: OrderLogProcessorOptions;

  constructor(options: OrderLogProcessorOptions) {
    this.#options = options;
  }

  onEmit(record: ReadWriteLogRecord, context: Context = contextApi.active()): void {
    const { applicationName, environment, events, lines } = this.#options;
    record.setAttributes({ application_name: applicationName, environment });
    const { attributes } = record;
    // Values set where the line was logged win. A line from another logger may hold an empty text instead.
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
