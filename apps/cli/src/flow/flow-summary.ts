import type { FlowOfFile } from '@ordertrace/flow';
import type { FlowClaim } from '@ordertrace/model';
import type { Texts } from '@ordertrace/words';

/** A valid flow file in a few lines: its flow, stages, rules, and the orders it claims. */
export function flowSummary({ fileName, flow }: FlowOfFile, t: Texts): string {
  const { name, stages, start, end, learn, coverage, claim } = flow;
  const deadlines = stages.filter((stage) => stage.deadline !== undefined).length;
  const list = (values: readonly string[]) => listText(values, t);
  return [
    t('commandFlow.check.valid', { file: fileName }),
    t('commandFlow.check.flow', { name, coverage, start: list(start), end: list(end) }),
    [
      t('commandFlow.check.stages', { count: stages.length }),
      t('commandFlow.check.deadlines', { count: deadlines }),
      t('commandFlow.check.learnRules', { count: learn.length }),
    ].join(', '),
    claim === undefined
      ? t('commandFlow.check.claimsRest')
      : t('commandFlow.check.claims', { conditions: conditions(claim, t) }),
  ].join('\n');
}

function conditions({ tenants, services, stages, attributes }: FlowClaim, t: Texts): string {
  const named: readonly (readonly [name: string, values: readonly string[] | undefined])[] = [
    [t('commandFlow.headings.tenant'), tenants],
    [t('commandFlow.check.service'), services],
    [t('commandFlow.headings.stage'), stages],
    ...Object.entries(attributes),
  ];
  return named
    .flatMap(([name, values]) => (values === undefined ? [] : [`${name} ${listText(values, t)}`]))
    .join(', ');
}

function listText(values: readonly string[], t: Texts): string {
  return values.join(` ${t('commandFlow.check.or')} `);
}
