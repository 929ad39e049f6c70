import { nanosFromMillis, nanosFromTimestamp, type EpochNanos } from '../time.js';
import { text, type Lookup } from './span-lookup.js';

type Read = (value: string, sentNanos: EpochNanos) => EpochNanos | undefined;

/** A year: a longer delay is taken for a wrong value. */
const longestMs = 366 * 86_400_000;

function after(unitMs: number): Read {
  return (value, sentNanos) => {
    const millis = Number(value) * unitMs;
    return millis > 0 && millis <= longestMs ? sentNanos + nanosFromMillis(Math.round(millis)) : undefined;
  };
}

/** A timestamp, or seconds or milliseconds since the epoch. */
const at: Read = (value, sentNanos) => {
  const number = Number(value);
  const millis = number > 1e11 ? number : number * 1000;
  const nanos = Number.isFinite(number) ? nanosFromMillis(Math.round(millis)) : nanosFromTimestamp(value);
  const isDelay = nanos !== undefined && nanos > sentNanos && nanos - sentNanos <= nanosFromMillis(longestMs);
  return isDelay ? nanos : undefined;
};

/** Attributes with which brokers and task queues report a delayed delivery. */
const delays: readonly (readonly [key: string, read: Read])[] = [
  ['messaging.bullmq.job.options.delay', after(1)],
  ['messaging.bullmq.job.opts.delay', after(1)],
  ['bullmq.job.opts.delay', after(1)],
  ['messaging.rabbitmq.message.delay', after(1)],
  ['messaging.rocketmq.message.delivery_timestamp', at],
  ['messaging.servicebus.message.scheduled_enqueue_time', at],
  ['messaging.message.scheduled_enqueue_time', at],
  ['messaging.message.delivery_time', at],
  ['messaging.message.delay_ms', after(1)],
  ['messaging.message.delay', after(1)],
  ['messaging.message.delay_seconds', after(1000)],
  ['aws.sqs.delay_seconds', after(1000)],
  ['messaging.sqs.delay_seconds', after(1000)],
  ['celery.eta', at],
  ['celery.countdown', after(1000)],
  ['messaging.sidekiq.at', at],
  ['sidekiq.at', at],
  ['messaging.hangfire.enqueue_at', at],
];

/** The attributes that `notBefore` reads. */
export const delayKeys: readonly string[] = delays.map(([key]) => key);

/** The earliest delivery time of a message; absent where it is delivered at once. */
export function notBefore(get: Lookup, sentNanos: EpochNanos): EpochNanos | undefined {
  for (const [key, read] of delays) {
    const value = text(get(key));
    const found = value === undefined ? undefined : read(value, sentNanos);
    if (found !== undefined) return found;
  }
  return undefined;
}
