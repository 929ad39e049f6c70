import type { Journey, OrderWithDiagnosis } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { flowQuery } from '../../api/queries.js';
import { DemonstrationMark, RiskMark, SituationBadge } from '../../design/badges.js';
import { useFlowNames } from '../../design/flows/flow-select.js';
import { Icon } from '../../design/icons.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import { actingName, actorName, stageName } from '../../language/words.js';
import { OrderActions } from './order-actions.js';
import { OrderProblems } from './order-problems.js';
import { OrderVerdict } from './order-verdict.js';

export interface OrderHeadProps {
  readonly journey: Journey;
  /** The present, in microseconds. */
  readonly now: number;
}

/** Place of the order and the reason in one sentence; then the facts. */
export function OrderHead({ journey, now }: OrderHeadProps) {
  const { t } = useTranslation();
  const { order } = journey;
  return (
    <header className="order-head">
      <div className="order-name">
        <Link to="/orders" className="order-back" aria-label={t('order.back')}>
          <Icon name="back" />
        </Link>
        <h1>{t('order.title', { id: order.order_id })}</h1>
        <SituationBadge situation={order.situation} left={order.abandoned === true} />
        {order.at_risk === true && <RiskMark finish={order.predicted_finish} />}
        {order.demonstration === true && <DemonstrationMark />}
        <OrderActions journey={journey} />
      </div>
      <p className="order-sentence">
        <Sentence journey={journey} now={now} /> <WhoAndNext journey={journey} now={now} />{' '}
        <PredictedFinish order={order} />
      </p>
      <OrderVerdict journey={journey} />
      <Facts journey={journey} now={now} />
      <OrderProblems journey={journey} />
    </header>
  );
}

function Sentence({ journey: { order }, now }: OrderHeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (order.diagnosis !== null) {
    return order.diagnosis.reason;
  }
  if (order.stage === '') {
    return t('order.onlySeen');
  }
  const stage = stageName(t, order.stage, order.flow);
  const start = microsOf(order.created_at ?? order.first_seen_at);
  return order.closed_at === null
    ? t('order.openIn', {
        stage,
        duration: format.durationInWords((now - microsOf(order.stage_since)) / 1000),
      })
    : t('order.closedIn', {
        stage,
        duration: format.durationInWords((microsOf(order.closed_at) - start) / 1000),
      });
}

/** Predicted finish of an order at risk. */
function PredictedFinish({ order }: { readonly order: OrderWithDiagnosis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { predicted_finish: finish } = order;
  return finish === undefined ? null : t('orders.risk.sentence', { time: format.moment(microsOf(finish)) });
}

/** Owner of the order, and its next stages. */
function WhoAndNext({ journey: { order }, now }: OrderHeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { diagnosis } = order;
  const owner = useOwnerText(order, actingName);
  const [next] = diagnosis?.next ?? [];
  if (diagnosis === null || order.abandoned === true || diagnosis.owner === '' || next === undefined) {
    return null;
  }
  const names = { owner, stage: stageName(t, next.stage, order.flow) };
  const due = next.due_at === undefined ? undefined : microsOf(next.due_at);
  if (due === undefined) {
    return t('order.next.plain', names);
  }
  const time = format.moment(due);
  return due < now ? t('order.next.overdue', { ...names, time }) : t('order.next.due', { ...names, time });
}

/** The owner; for a person also the application, as in the order's flow. Empty if there is no owner. */
function useOwnerText(
  { diagnosis, flow, stage, tenant_id: tenant }: OrderWithDiagnosis,
  nameOf = actorName,
): string {
  const { t } = useTranslation();
  const known = useQuery(flowQuery(flow));
  if (diagnosis === null || diagnosis.owner === '') return '';
  const owner = nameOf(t, diagnosis.owner);
  const found = known.data?.stages.find(({ name }) => name === stage)?.owner;
  const application = found?.[tenant] ?? found?.['*'] ?? diagnosis.owner;
  return application === diagnosis.owner ? owner : t('order.facts.ownerIn', { owner, application });
}

function Facts({ journey: { order }, now }: OrderHeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const start = microsOf(order.created_at ?? order.first_seen_at);
  const end = order.closed_at === null ? now : microsOf(order.closed_at);
  const seen = microsOf(order.last_seen_at);
  const { diagnosis } = order;
  const severalFlows = useFlowNames().length > 1;
  const owner = useOwnerText(order);
  return (
    <dl className="order-facts panel" aria-label={t('order.facts.label')}>
      <Fact name={t('order.facts.stage')}>{stageName(t, order.stage, order.flow)}</Fact>
      <Fact name={t('order.facts.since')} title={format.exact(microsOf(order.stage_since))}>
        {format.moment(microsOf(order.stage_since))}
      </Fact>
      {owner !== '' && <Fact name={t('order.facts.owner')}>{owner}</Fact>}
      {diagnosis !== null && diagnosis.next.length > 0 && (
        <Fact name={t('order.facts.next')}>
          <NextStages next={diagnosis.next} flow={order.flow} now={now} />
        </Fact>
      )}
      <Fact name={t('order.facts.tenant')}>{order.tenant_id}</Fact>
      {severalFlows && <Fact name={t('order.facts.flow')}>{order.flow}</Fact>}
      <Fact name={t('order.facts.created')} title={format.exact(start)}>
        {format.moment(start)}
      </Fact>
      <Fact name={order.closed_at === null ? t('order.facts.age') : t('order.facts.took')}>
        {format.duration((end - start) / 1000)}
      </Fact>
      <Fact name={t('order.facts.lastSeen')} title={format.exact(seen)}>
        {t('order.facts.ago', { duration: format.duration(Math.max(0, now - seen) / 1000) })}
      </Fact>
    </dl>
  );
}

interface NextStagesProps {
  readonly next: readonly { readonly stage: string; readonly due_at?: string }[];
  readonly flow: string;
  readonly now: number;
}

/** Expected next stage with its due time. Side exits are omitted. */
function NextStages({ next, flow, now }: NextStagesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first] = next;
  if (first === undefined) {
    return null;
  }
  const due = first.due_at === undefined ? undefined : microsOf(first.due_at);
  const late = due !== undefined && due < now;
  const time = due === undefined ? '' : format.moment(due);
  return (
    <>
      {stageName(t, first.stage, flow)}{' '}
      {due !== undefined && (
        <span className={late ? 'fact-late' : 'muted'} title={format.exact(due)}>
          {late ? t('order.facts.overdue', { time }) : t('order.facts.due', { time })}
        </span>
      )}
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly title?: string;
  readonly children: ReactNode;
}

function Fact({ name, title, children }: FactProps) {
  return (
    <div className="fact" title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
