import { timestampText, type Flows } from '@ordertrace/model';
import { stageName, type Language } from '@ordertrace/words';
import { causeView } from '../../problems/problem-view.js';
import type { ChannelCause } from './cause-reader.js';
import type { Alert, OpenChannel, RiskView } from './channel.js';
import type { RiskGroup } from './risk-reader.js';

/** The content of an alert, with the link to the console's list of its orders. */
export function alertData(
  found: ChannelCause,
  {
    language,
    consoleUrl,
    flows,
  }: Pick<OpenChannel, 'language'> & { readonly consoleUrl: string | undefined; readonly flows: Flows },
): Pick<Alert, 'content' | 'link'> {
  const isRisk = found.kind === 'at_risk';
  const path = isRisk ? '/orders?show=risk' : `/problems?cause=${found.cause.causeId}`;
  const link = consoleUrl === undefined ? {} : { link: `${consoleUrl}${path}` };
  if (isRisk)
    return { content: { kind: 'at_risk', risk: riskView(found.cause, { language, flows }) }, ...link };
  return { content: { kind: 'cause', cause: causeView(found.cause, { language, flows }) }, ...link };
}

function riskView(
  { causeId, flow, stage, owner, count, firstNanos, examples }: RiskGroup,
  { language, flows }: { readonly language: Language; readonly flows: Flows },
): RiskView {
  return {
    cause_id: causeId,
    flow,
    stage,
    stage_name: stageName(stage, language, [flows.named(flow)]),
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
