import { timestampText } from '@ordertrace/model';
import { causeView } from '../../problems/problem-view.js';
import type { ChannelCause } from './cause-reader.js';
import type { Alert, OpenChannel, RiskView } from './channel.js';
import type { RiskGroup } from './risk-reader.js';

/** The content of an alert, with the link to the console's list of its orders. */
export function alertData(
  found: ChannelCause,
  { language, consoleUrl }: Pick<OpenChannel, 'language'> & { readonly consoleUrl: string | undefined },
): Pick<Alert, 'content' | 'link'> {
  const isRisk = found.kind === 'at_risk';
  const path = isRisk ? '/orders?show=risk' : `/problems?cause=${found.cause.causeId}`;
  const link = consoleUrl === undefined ? {} : { link: `${consoleUrl}${path}` };
  if (isRisk) return { content: { kind: 'at_risk', risk: riskView(found.cause) }, ...link };
  return { content: { kind: 'cause', cause: causeView(found.cause, language) }, ...link };
}

function riskView({ causeId, flow, stage, owner, count, firstNanos, examples }: RiskGroup): RiskView {
  return {
    cause_id: causeId,
    flow,
    stage,
    owner,
    count,
    first_at: timestampText(firstNanos),
    examples: examples.map(({ tenantId, orderId, predictedFinish }) => ({
      tenant_id: tenantId,
      order_id: orderId,
      predicted_finish: predictedFinish,
    })),
  };
}
