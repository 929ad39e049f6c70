import type { Diagnosis, Evidence, Journey } from '@ordertrace/api';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpanPlace } from '../../design/details/places.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import { activityName, actorName, stageName } from '../../language/words.js';
import { lastSignPlace, type Account } from './last-sign-place.js';
import { useOrderPlaces } from './order-places.js';

interface JourneyProps {
  readonly journey: Journey;
}

/** Why this verdict: what was expected, what was seen, what is missing, and how sure. */
export function OrderVerdict({ journey }: JourneyProps) {
  const { t } = useTranslation();
  const { diagnosis } = journey.order;
  const account = diagnosis?.account ?? null;
  if (diagnosis === null || account === null) return null;
  return (
    <section className="panel order-verdict" aria-labelledby="verdict">
      <h2 id="verdict">{t('verdict.title')}</h2>
      <dl>
        <Row name={t('verdict.expectedName')}>
          <Expected expected={account.expected} flow={journey.order.flow} />
        </Row>
        <Row name={t('verdict.seenName')}>
          <LastSign account={account} journey={journey} />
        </Row>
        <Row name={t('verdict.missingName')}>
          {t(`verdict.missing.${account.expected.what}`)} <EvidenceLinks journey={journey} />
        </Row>
        {account.error !== null && (
          <Row name={t('verdict.errorName')}>
            <ErrorWords error={account.error} />
          </Row>
        )}
        <Row name={t('verdict.sureName')}>
          <Certainty diagnosis={diagnosis} />
        </Row>
        {diagnosis.next_step !== null && (
          <Row name={t('verdict.nextName')}>
            {diagnosis.next_step} {diagnosis.runbook !== null && <Runbook path={diagnosis.runbook} />}
          </Row>
        )}
      </dl>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="verdict-row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface ExpectedProps {
  readonly expected: Account['expected'];
  readonly flow: string;
}

function Expected({ expected, flow }: ExpectedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { what, by_whom: whom, due_at: dueAt } = expected;
  const of = what === 'stage_left' ? stageName(t, expected.of, flow) : expected.of;
  return (
    <>
      {t(`verdict.expected.${what}`, { of })}
      {whom !== '' && t('verdict.byWhom', { whom: actorName(t, whom) })}
      {dueAt !== null && (
        <span title={format.exact(microsOf(dueAt))}>
          {t('verdict.due', { time: format.moment(microsOf(dueAt)) })}
        </span>
      )}
    </>
  );
}

function LastSign({ account, journey }: JourneyProps & { readonly account: Account }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = useOrderPlaces(journey);
  const { last_sign: sign } = account;
  if (sign === null) return t('verdict.nothingSeen');
  const at = microsOf(sign.timestamp);
  const place = lastSignPlace(sign, journey);
  return (
    <>
      <span title={format.exact(at)}>
        {t('verdict.seen', {
          operation: activityName(t, sign.operation, journey.order.flow),
          application: sign.application_name,
          time: format.moment(at),
        })}
      </span>
      {sign.sent_to !== null && t('verdict.sentTo', { place: sign.sent_to })}{' '}
      {place !== undefined && places.toSpan(place, t('order.evidenceOf.span'))}
    </>
  );
}

function Runbook({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  return (
    <a href={path} target="_blank" rel="noreferrer" className="verdict-link">
      {t('verdict.runbook')}
    </a>
  );
}

function ErrorWords({ error: { type, message } }: { readonly error: NonNullable<Account['error']> }) {
  return <code>{[type, message].filter((text) => text !== null).join(': ')}</code>;
}

function Certainty({ diagnosis: { certainty, account } }: { readonly diagnosis: Diagnosis }) {
  const { t } = useTranslation();
  const coverage = account?.coverage ?? null;
  const instances = coverage?.instances ?? null;
  return (
    <>
      {t(`verdict.certainty.${certainty ?? 'usual'}`)}
      {coverage !== null && ` ${t('verdict.coverage', { seen: coverage.seen, total: coverage.total })}`}
      {instances !== null && ` ${t('verdict.instances', { ...instances })}`}
    </>
  );
}

type Located = Exclude<Evidence, { type: 'transition' }>;

function EvidenceLinks({ journey }: JourneyProps) {
  const { t } = useTranslation();
  const places = useOrderPlaces(journey);
  const evidence = journey.order.diagnosis?.evidence ?? [];
  const shown = evidence.filter((each): each is Located => each.type !== 'transition').slice(0, 5);
  return shown.map((each, index) => {
    const text = t(`order.evidenceOf.${each.type}`);
    const link =
      each.type === 'log' ? places.toLogs(placeOf(each), text) : places.toSpan(placeOf(each), text);
    return (
      <span key={index} className="verdict-link">
        {link}
      </span>
    );
  });
}

function placeOf({ trace_id: traceId, span_id: spanId }: Located): SpanPlace {
  return { traceId, spanId };
}
