import { createHash } from 'node:crypto';
import {
  foldOrder,
  foldProblem,
  orderKnowledge,
  reconcileSideProblems,
  sideLossesOf,
  type Fact,
  type Flow,
  type HopSpan,
  type OrderEvent,
  type ProblemState,
  type Reception,
  type SideLoss,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, ref, second, transition } from './sample-flow.js';
import { consume, coverageOf, publish } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const coverage = coverageOf([['message mails', 'mailer']]);
const day = 24n * hour;
const submitted = [
  transition('CREATED', start - minute),
  transition('SUBMITTED', start, { previousStage: 'CREATED' }),
];
const cancelledAt = (time: bigint) =>
  transition('CANCELLED', time, { service: 'mes-api', previousStage: 'SUBMITTED' });
const mail = publish('shop-api', 'mails', start + second);
const received = consume([mail, 'parent'], 'mailer', start + 2n * second, { destination: 'mails' });

function lossesAt(
  now: bigint,
  {
    spans = [mail],
    events = submitted,
    of = flow,
    reception,
  }: Partial<{
    spans: readonly HopSpan[];
    events: readonly OrderEvent[];
    of: Flow;
    reception: Reception;
  }> = {},
) {
  const knowledge = orderKnowledge({ ref, spans, events, flow: of, coverage, nowNanos: now });
  const seen = { firstSeenNanos: start, lastSeenNanos: start };
  const order = foldOrder({ ref, events, flow: of, knowledge, nowNanos: now, ...seen });
  return {
    order,
    ...sideLossesOf({ order, flow: of, knowledge, nowNanos: now, ...(reception && { reception }) }),
  };
}

const closed = [...submitted, cancelledAt(start + minute)];
const loss = {
  owner: 'mailer',
  sinceNanos: mail.startNanos,
  details: { stage: 'CANCELLED', destination: 'mails', sender: 'shop-api', receiver: 'mailer' },
};

describe('a side message', () => {
  it('is lost once it is due, also where the order closed before', () => {
    const early = lossesAt(start + 2n * minute, { events: closed });
    expect(early.lost).toEqual([]);
    const due = early.checkNanos!;
    expect(lossesAt(due, { events: closed }).lost).toMatchObject([loss]);
    expect(lossesAt(due, { events: closed }).order).toHaveProperty('closedNanos');
  });

  it('is not judged while all telemetry stays away, for three hours at most', () => {
    const now = start + hour;
    const away = (blindFromNanos: bigint): Reception => ({ hearing: new Map(), blindFromNanos });
    const blind = lossesAt(now, { events: closed, reception: away(start + 2n * second) });
    expect(blind.lost).toEqual([]);
    expect(blind.checkNanos).toBeGreaterThan(now);
    const known = lossesAt(now, { events: closed, reception: away(start + 10n * minute) });
    expect(known.lost).toMatchObject([loss]);
    const late = lossesAt(start + 4n * hour, { events: closed, reception: away(start + 2n * second) });
    expect(late.lost).toMatchObject([loss]);
  });

  it('is not lost where it was received, or sent again by another application and received', () => {
    const now = start + hour;
    expect(lossesAt(now, { events: closed, spans: [mail, received] }).lost).toEqual([]);
    const again = publish('admin-tool', 'mails', start + 10n * minute);
    const taken = consume([again, 'parent'], 'mailer', start + 11n * minute, { destination: 'mails' });
    expect(lossesAt(now, { events: closed, spans: [mail, again, taken] }).lost).toEqual([]);
  });

  it('is one that the order did not wait for: it moved on before the message was due', () => {
    const late = [...submitted, cancelledAt(start + 20n * minute)];
    expect(lossesAt(start + hour, { events: late }).lost).toEqual([]);
    expect(lossesAt(start + 10n * minute).lost, 'the order still waits').toEqual([]);
    expect(lossesAt(start + 10n * minute).order.diagnosis?.code).toBe('message_not_consumed');
  });

  it('is one that the flow file calls optional, whatever the order does', () => {
    const of = { ...flow, messages: { ...flow.messages, optional: ['mails'] } };
    const { lost, order } = lossesAt(start + 10n * minute, { of });
    expect(lost).toMatchObject([{ ...loss, details: { ...loss.details, stage: 'SUBMITTED' } }]);
    expect(order.diagnosis?.situation).toBe('on_track');
  });

  it('of a closed order is looked for once a day, for a week', () => {
    const now = start + hour;
    expect(lossesAt(now, { events: closed }).checkNanos).toBe(now + day);
    expect(lossesAt(start + 8n * day, { events: closed })).not.toHaveProperty('checkNanos');
  });
});

const hash = (text: string, digits: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

describe('the problem of a lost side message', () => {
  const { order, lost } = lossesAt(start + hour, { events: closed });
  const facts: Fact[] = [];
  const problems = (): ProblemState[] => {
    const subjects = [...new Set(facts.map((fact) => fact.subject))];
    return subjects.flatMap((one) => foldProblem(facts.filter(({ subject }) => subject === one)) ?? []);
  };
  let now = start + hour;
  const found = (losses: readonly SideLoss[], isThere = true): ProblemState[] => {
    const known = problems();
    now += second;
    const input = { ref, order: isThere ? order : undefined, lost: losses, known, nowNanos: now, hash };
    facts.push(...reconcileSideProblems(input));
    return problems();
  };

  it('is opened once for each message, ends with its receipt, and comes back', () => {
    const other = { ...lost[0]!, sinceNanos: lost[0]!.sinceNanos + 1n };
    expect(found(lost)).toMatchObject([{ code: 'side_effect_lost', situation: 'lost', state: 'open' }]);
    expect(found([...lost, other]).map(({ state }) => state)).toEqual(['open', 'open']);
    expect(found([...lost, other])).toHaveLength(2);
    expect(found([other]).map(({ state }) => state)).toEqual(['resolved', 'open']);
    expect(found([...lost, other])).toMatchObject([{ state: 'open', reopened: 1 }, { state: 'open' }]);
    facts.push(person('problem.resolved'));
    expect(found([...lost, other])[0], 'what a person resolved').toMatchObject({ state: 'resolved' });
    facts.push(person('problem.reopened'));
    expect(found([other])[0], 'what a person reopened').toMatchObject({ state: 'open' });
    expect(found([other], false)[1], 'the order has another tenant').toMatchObject({ state: 'resolved' });
  });

  function person(kind: string): Fact {
    now += second;
    const { problemId } = problems()[0]!;
    return { id: `${kind} ${now}`, kind, timeNanos: now, actor: 'eva', ...ref, subject: problemId, data: {} };
  }
});
