import { defaultConfig, startInstrumentation, type Instrumentation } from '@ordertrace/instrumentation';
import type { InstrumentationConfig } from '@ordertrace/instrumentation';
import { Receiver, type ReceivedSpan } from './receiver.js';

/** The kit in this process, with a test receiver. Only one for each test file. */
export interface KitUnderTest {
  readonly kit: Instrumentation;
  readonly receiver: Receiver;
  /** Flushes the kit. Returns what the receiver got since the last call. */
  readonly received: () => Promise<Pick<Receiver, 'spans' | 'logs'>>;
  readonly close: () => Promise<void>;
}

export async function startKit(config: Partial<InstrumentationConfig> = {}): Promise<KitUnderTest> {
  const receiver = new Receiver();
  const address = await receiver.listen();
  const kit = startInstrumentation({
    ...defaultConfig,
    applicationName: 'under-test',
    environment: 'test',
    instrumentations: [],
    tracesUrl: `${address}/v1/traces`,
    logsUrl: `${address}/v1/logs`,
    ...config,
  });
  return {
    kit,
    receiver,
    received: async () => {
      await kit.flush(10_000);
      return { spans: receiver.spans.splice(0), logs: receiver.logs.splice(0) };
    },
    close: async () => {
      await kit.shutdown();
      await receiver.close();
    },
  };
}

export function spanNamed(spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const found = spans.filter((span) => span.name === name);
  if (found.length !== 1) throw new Error(`${found.length} spans are named ${name}`);
  return found[0]!;
}
