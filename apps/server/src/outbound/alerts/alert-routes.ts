import { definedFields } from '@ordertrace/conventions';
import { AlertDeliveries, AlertDeliveriesQuery, type AlertDelivery } from '@ordertrace/api';
import { timestampText, type Fact, type JsonValue } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

export const alertRoutes: FastifyPluginCallbackTypebox<{ readonly store: Facts }> = (
  app,
  { store },
  done,
) => {
  app.get(
    '/alerts/deliveries',
    {
      schema: {
        summary: 'Whom alerts were sent to, and how that went; the latest first',
        querystring: AlertDeliveriesQuery,
        response: { 200: AlertDeliveries },
      },
    },
    async (request) => {
      const { channel, limit = 50, cursor } = request.query;
      const page = await store.facts({
        kinds: ['alert.'],
        descending: true,
        limit,
        ...(channel === undefined || channel === '' ? {} : { subject: channel }),
        ...definedFields({ cursor }),
      });
      return { deliveries: page.facts.map(deliveryView), next: page.next ?? null };
    },
  );
  done();
};

function deliveryView({ kind, timeNanos, subject, data }: Fact): AlertDelivery {
  const { alert_id: alertId, cause_id: causeId, problems, attempt, error } = data;
  return {
    at: timestampText(timeNanos),
    channel: subject,
    alert_id: textOf(alertId),
    cause_id: textOf(causeId),
    problems: Number(problems),
    attempt: Number(attempt),
    outcome: kind === 'alert.delivered' ? 'delivered' : kind === 'alert.failed' ? 'failed' : 'given_up',
    error: typeof error === 'string' ? error : null,
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
