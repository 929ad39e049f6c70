import { diagnosisCodes, type Diagnosis, type OrderState, type ProblemState } from '@ordertrace/model';
import { customerText, languages, orderAnswer, type Language, type NamedFlow } from '@ordertrace/words';
import { describe, expect, it } from 'vitest';

const now = BigInt(Date.parse('2026-11-22T12:00:00Z')) * 1_000_000n;
const hour = 3_600_000_000_000n;
const flow: NamedFlow = {
  name: 'manufacturer',
  stages: [
    { name: 'APPROVED', names: { en: 'Approved', ru: 'Подтверждён' } },
    { name: 'CLOSED', names: { en: 'Closed', ru: 'Закрыт' } },
  ],
};
const asked = { nowNanos: now, timeZone: 'Europe/Moscow', flow };
const details = {
  stage: 'APPROVED',
  application: 'mes-api',
  waits_for: 'operator',
  allowed_ms: 3_600_000,
  destination: 'mes.orders',
  sender: 'shop-api',
  receiver: 'mes-api',
  work: 'price',
  operation: 'POST',
};

function orderIn(part: Partial<Diagnosis>): OrderState {
  return {
    tenantId: 'retail',
    orderId: '17',
    flow: 'manufacturer',
    stage: 'APPROVED',
    stageSinceNanos: now,
    firstSeenNanos: now,
    lastSeenNanos: now,
    diagnosis: {
      situation: 'stuck',
      code: 'stage_overdue',
      details,
      sinceNanos: now - 3n * hour,
      owner: 'operator',
      evidence: [],
      next: [],
      ...part,
    },
  };
}

const shipped = [
  'CREATED',
  'SUBMITTED',
  'PRICED',
  'APPROVED',
  'IN_PRODUCTION',
  'PRODUCED',
  'PACKED',
  'SHIPPED',
  'CLOSED',
];
const taken = { acknowledgedBy: 'Eva', acknowledgedNanos: now - hour, state: 'acknowledged' } as ProblemState;
const open = { state: 'open' } as ProblemState;

describe('the answer about an order', () => {
  it('says where it is, why, who has taken it, and what to tell the customer', () => {
    expect(orderAnswer({ order: orderIn({}), problem: taken, language: 'en', ...asked })).toMatch(
      /^Stuck in “Approved”.*; acknowledged by Eva on 2026-11-22 11:00 UTC; tell the customer: "Your order 17 has been paid for .* \(since 22 November\); it is delayed, and we are working on it right now"\.$/,
    );
    expect(orderAnswer({ order: orderIn({}), problem: open, language: 'ru', ...asked })).toMatch(
      /^Застрял на этапе «Подтверждён».*; ещё не взято в работу; клиенту: «Ваш заказ 17 оплачен и ждёт изготовления \(с 22 ноября\); он задерживается.*»\.$/,
    );
  });

  it('is one sentence for every code, and its words for the customer name nothing inside', () => {
    for (const language of languages)
      for (const code of diagnosisCodes) {
        const situation = code === 'on_track' ? 'on_track' : 'stuck';
        const order = orderIn({ code, situation });
        const answer = orderAnswer({ order, problem: open, language, ...asked });
        expect(answer.endsWith('.')).toBe(true);
        expect(answer).not.toMatch(/[.?!]\s+[A-ZА-Я]/);
        expect(/["«]([^"«»]*)["»]\.$/.exec(answer)?.[1]).not.toMatch(/api|APPROVED|mes/);
      }
  });

  it('of an order that ended is that it did', () => {
    const closed: OrderState = {
      tenantId: 'retail',
      orderId: '17',
      flow: 'manufacturer',
      stage: 'CLOSED',
      stageSinceNanos: now,
      firstSeenNanos: now,
      lastSeenNanos: now,
      closedNanos: now,
    };
    expect(orderAnswer({ order: closed, language: 'en', ...asked })).toBe(
      'Ended in “Closed” on 2026-11-22 12:00 UTC; tell the customer: "Your order 17 is completed (22 November)".',
    );
  });
});

describe('what a customer can be told', () => {
  const answerTo = (order: OrderState, language: Language, problem?: ProblemState): string =>
    customerText({ order, language, ...asked, ...(problem === undefined ? {} : { problem }) });

  it('is one sentence for every code and stage, in both languages, without a word of the inside', () => {
    for (const language of languages)
      for (const code of diagnosisCodes)
        for (const stage of [...shipped, 'POLISHING', '']) {
          const situation = code === 'on_track' ? 'on_track' : code === 'slow_stage' ? 'slow' : 'lost';
          const text = answerTo({ ...orderIn({ code, situation }), stage }, language, open);
          expect(text).toMatch(language === 'en' ? /^Your order 17 [^.]*\.$/ : /^Ваш заказ 17 [^.]*\.$/);
          expect(text).not.toMatch(
            /api|service|queue|operator|error|mes|[A-Z]{3}|оператор|ошибк|очеред|undefined/,
          );
        }
  });

  it('names a stage as its flow file does, where the flow is not the shipped one', () => {
    const bakery: NamedFlow = {
      name: 'bakery',
      stages: [
        { name: 'APPROVED', names: { en: 'In the oven', ru: 'В печи' } },
        { name: 'GONE', names: { ru: 'Выдан' } },
      ],
    };
    const inOven = { ...orderIn({ code: 'on_track', situation: 'on_track' }), flow: 'bakery' };
    const gone = { ...inOven, stage: 'GONE', closedNanos: now };
    const text = (order: OrderState, language: Language) =>
      customerText({ ...asked, order, language, flow: bakery });
    expect(text(inOven, 'en')).toMatch(/^Your order 17 is at the stage “In the oven” \(since 22 November\);/);
    expect(text(inOven, 'ru')).toMatch(/^Ваш заказ 17 на этапе «В печи» \(с 22 ноября\);/);
    expect(text(gone, 'ru')).toMatch(/^Ваш заказ 17 закрыт: «Выдан» \(22 ноября\)/);
    expect(text(gone, 'en')).toMatch(/^Your order 17 is closed: “Выдан” \(22 November\)/);
    const unnamed = { ...inOven, stage: 'COOLING' };
    expect(text(unnamed, 'en')).toMatch(/^Your order 17 is being worked on \(/);
  });

  it('says the next step and its day where all is well, and whose it is', () => {
    const next = [{ stage: 'IN_PRODUCTION', dueNanos: now + 48n * hour }];
    const fine = orderIn({ code: 'on_track', situation: 'on_track', next });
    expect(answerTo(fine, 'en')).toBe(
      'Your order 17 has been paid for and is waiting to be made (since 22 November); the next step is expected by 24 November.',
    );
    expect(answerTo(fine, 'ru')).toBe(
      'Ваш заказ 17 оплачен и ждёт изготовления (с 22 ноября); следующий шаг ожидается до 24 ноября.',
    );
    const theirs = orderIn({ code: 'on_track', situation: 'on_track', details: { waits_for: 'customer' } });
    expect(answerTo({ ...theirs, stage: 'PRICED' }, 'en')).toMatch(
      /is waiting for your approval .*; the next step is yours\.$/,
    );
    const late = orderIn({
      code: 'slow_stage',
      situation: 'slow',
      next: [{ stage: 'X', dueNanos: now - hour }],
    });
    expect(answerTo(late, 'en')).toMatch(/; it is taking a little longer than usual\.$/);
  });

  it('asks for word once a parcel is under way, and has it looked for when it is late', () => {
    const details = { waits_for: 'customer' };
    const fine = { ...orderIn({ code: 'on_track', situation: 'on_track', details }), stage: 'SHIPPED' };
    expect(answerTo(fine, 'en')).toMatch(/on its way to you .*; please let us know when you receive it\.$/);
    const late = { ...orderIn({ details }), stage: 'SHIPPED' };
    expect(answerTo(late, 'ru', open)).toMatch(/; он уже должен был прийти; если его ещё нет, сообщите нам/);
  });

  it('calls no order delayed where that is only likely, unless somebody has acknowledged it', () => {
    const lost = { situation: 'lost', code: 'message_not_consumed', certainty: 'likely' } as const;
    expect(answerTo(orderIn(lost), 'en', open)).toMatch(
      /; we are checking its progress and will get back to you\.$/,
    );
    expect(answerTo(orderIn(lost), 'ru', open)).not.toContain('задерживается');
    expect(answerTo(orderIn({ ...lost, certainty: 'proven' }), 'en', open)).toContain('it is delayed');
    expect(answerTo(orderIn(lost), 'en', taken)).toContain('it is delayed');
  });

  it('asks for no approval of a price that was lost on its way to the customer', () => {
    const lost = orderIn({ situation: 'lost', code: 'message_not_consumed', certainty: 'likely' });
    expect(answerTo({ ...lost, stage: 'PRICED' }, 'en')).toMatch(/^Your order 17 has been priced \(/);
    expect(answerTo({ ...lost, stage: 'PRICED' }, 'ru')).toMatch(/^Ваш заказ 17 рассчитан \(/);
    const theirs = orderIn({ details: { ...details, waits_for: 'customer' } });
    expect(answerTo({ ...theirs, stage: 'PRICED' }, 'en')).toContain('waiting for your approval');
  });

  it('names the year of a day in another year, and today as today', () => {
    const next = [{ stage: 'IN_PRODUCTION', dueNanos: now + hour }];
    const fine = orderIn({ code: 'on_track', situation: 'on_track', next });
    expect(answerTo(fine, 'ru')).toMatch(/; следующий шаг ожидается сегодня\.$/);
    const old = { ...fine, stageSinceNanos: now - 340n * 24n * hour };
    expect(answerTo(old, 'en')).toContain('(since 17 December 2025)');
    expect(answerTo(old, 'ru')).toContain('(с 17 декабря 2025 года)');
  });

  it('says that it is late, and whether somebody works on it', () => {
    expect(answerTo(orderIn({}), 'en', open)).toMatch(
      /; it is delayed; we will find out why and get back to you\.$/,
    );
    expect(answerTo(orderIn({}), 'ru', taken)).toMatch(/; он задерживается, и мы уже занимаемся этим\.$/);
    expect(answerTo(orderIn({ code: 'no_telemetry' }), 'en', open)).toMatch(/; we are checking its progress/);
  });

  it('tells days as the calendar of the flow has them', () => {
    const midnight = BigInt(Date.parse('2026-11-22T22:30:00Z')) * 1_000_000n;
    const order = { ...orderIn({}), stageSinceNanos: midnight };
    expect(answerTo(order, 'en')).toContain('(since 23 November)');
    expect(customerText({ order, language: 'en', ...asked, timeZone: 'UTC' })).toContain(
      '(since 22 November)',
    );
  });
});
