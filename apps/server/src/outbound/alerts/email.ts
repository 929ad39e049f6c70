import type { EmailChannel } from '@ordertrace/flow';
import { createTransport } from 'nodemailer';
import { alertText } from './alert-text.js';
import type { Deliver } from './channel.js';

const timeoutMs = 10_000;

/** One message for each alert. Its `Message-ID` is the ID of the alert, the same for all attempts. */
export function email(channel: EmailChannel, password: string | undefined): Deliver {
  const { protocol, hostname, port } = new URL(channel.smtp);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(channel.user === undefined || password === undefined
      ? {}
      : { auth: { user: channel.user, pass: password } }),
  });
  return async (alert) => {
    const { subject, text } = alertText(alert, channel.language);
    try {
      await transport.sendMail({
        from: channel.from,
        to: [...channel.to],
        messageId: `<${alert.id}@ordertrace>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        subject,
        text,
      });
      return { outcome: 'delivered' };
    } catch (error) {
      return { outcome: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}
