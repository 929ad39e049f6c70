import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** One connection to the broker with a channel for publishing. Connection and channels end together. */
export interface Session {
  readonly publisher: ConfirmChannel;
  /** Opens a channel; its end ends the session. */
  channel(): Promise<Channel>;
  /** Resolves with the reason when the connection or one of its channels has ended. Never rejects. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

const heartbeatSeconds = 10;
const connectWithinMs = 10_000;

export async function openSession(url: string): Promise<Session> {
  const connection = await connect(withHeartbeat(url), { timeout: connectWithinMs, noDelay: true });
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  let lastError: Error | undefined;
  connection.on('error', (error) => (lastError = error));
  connection.on('close', (error) => end((error ?? lastError)?.message ?? 'the broker closed the connection'));

  const watched = <T extends Channel>(channel: T): T => {
    channel.on('error', (error) => (lastError = error));
    channel.on('close', () => {
      end(lastError?.message ?? 'the broker closed a channel');
      void closeQuietly(connection);
    });
    return channel;
  };
  try {
    const publisher = watched(await connection.createConfirmChannel());
    return {
      publisher,
      channel: async () => watched(await connection.createChannel()),
      ended,
      close: () => closeQuietly(connection),
    };
  } catch (error) {
    await closeQuietly(connection);
    throw error;
  }
}

function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) {
    address.searchParams.set('heartbeat', String(heartbeatSeconds));
  }
  return address.href;
}

async function closeQuietly(connection: ChannelModel): Promise<void> {
  try {
    await connection.close();
  } catch {
    // Already closed.
  }
}
