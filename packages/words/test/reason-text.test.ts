import { diagnosisCodes, type Diagnosis } from '@ordertrace/model';
import { durationText, languages, reasonText, type NamedFlow } from '@ordertrace/words';
import { describe, expect, it } from 'vitest';
import { at, hour, minute, transition } from '../../model/test/sample-flow.js';
import { plan, sentBy, span, stateAt, type Sent } from '../../model/test/sample-order.js';

/** One name in each language, and stages without names. */
const flow: NamedFlow = {
  name: 'sample',
  stages: [
    { name: 'APPROVED', names: { en: 'Paid for', ru: 'Оплачен' } },
    { name: 'IN_PRODUCTION', names: { ru: 'В работе' } },
  ],
};

const start = at('2026-11-23T08:00:00Z');
const approved: Sent = { spans: [], events: [transition('APPROVED', at('2026-11-20T14:00:00Z'))] };

function reasons(sent: Sent, nowNanos: bigint, silent?: ReadonlyMap<string, bigint>): string[] {
  const { diagnosis } = stateAt(sent, nowNanos, silent ? { silentServices: silent } : {});
  return languages.map((language) => reasonText(diagnosis!, { language, nowNanos, flow }));
}

const operation = { operation: 'price', application: 'mes-api', cause_operation: 'price' };

function texts(part: Partial<Diagnosis>): string[] {
  const diagnosis: Diagnosis = {
    situation: 'stuck',
    code: 'stage_overdue',
    details: {},
    sinceNanos: start - hour,
    owner: '',
    evidence: [],
    next: [],
    ...part,
  };
  return languages.map((language) => reasonText(diagnosis, { language, nowNanos: start, flow }));
}

describe('the reason', () => {
  it('of an order on track says where it is and who moves it next', () => {
    expect(reasons(approved, at('2026-11-20T16:00:00Z'))).toEqual([
      'On track: in “Paid for” for 2 hours; the next step is up to an operator of mes-api.',
      'Всё в порядке: на этапе «Оплачен» уже 2 часа, следующий шаг делает оператор mes-api.',
    ]);
  });

  it('of an order in a stage that the flow does not know says so, and names nobody', () => {
    const polished = { spans: [], events: [transition('POLISHED', at('2026-11-20T14:00:00Z'))] };
    expect(reasons(polished, at('2026-11-20T16:00:00Z'))).toEqual([
      'In “Polished” for 2 hours: the flow has no such stage, so the owner and the deadline are unknown.',
      'На этапе «Polished» уже 2 часа: в процессе такого этапа нет, поэтому ответственный и срок неизвестны.',
    ]);
  });

  it('of a stuck order says who let pass which time', () => {
    expect(reasons(approved, at('2026-11-28T14:00:00Z'))).toEqual([
      'Stuck in “Paid for”: the next step is up to an operator of mes-api, and the deadline (1 working day) passed 5 days ago; it was last seen in shop-api.',
      'Застрял на этапе «Оплачен»: следующий шаг делает оператор mes-api, срок (1 рабочий день) вышел 5 дней назад; последний раз он был виден в shop-api.',
    ]);
  });

  it('of a lost message names both sides, the queue and the time', () => {
    const sent = sentBy({ ...plan, startNanos: start, fault: 'message lost' });
    expect(reasons(sent, start + 22n * minute)).toEqual([
      'Lost on the way from shop-api to mes-api: the message sent to orders.submitted 20 minutes ago was not consumed within 5 minutes.',
      'Потерян по пути из shop-api в mes-api: сообщение в orders.submitted отправлено 20 минут назад и не принято в срок (5 минут).',
    ]);
  });

  it('of hanging work names it and its service', () => {
    const sent = sentBy({ ...plan, startNanos: start, fault: 'calculation hangs' });
    expect(reasons(sent, start + 3n * hour)).toEqual([
      'Lost in calculation-service: “calculation” started 2 hours ago and has not ended; it should take 30 minutes at most.',
      'Потерян в calculation-service: работа «calculation» началась 2 часа назад и не закончилась, хотя срок — 30 минут.',
    ]);
  });

  it('of a failure names the work, the status and the cause', () => {
    const failed = { status: 'error', kind: 'server', statusCode: '500' } as const;
    const server = span('POST /orders/{id}/submit', start, { ...failed, durationNanos: minute });
    const { traceId, spanId: parentSpanId } = server;
    const inner = { ...failed, kind: 'client', statusCode: 'ERROR', traceId, parentSpanId } as const;
    const query = span('INSERT orders', start, inner);
    const sent = { spans: [server, query], events: [transition('CREATED', start)] };
    expect(reasons(sent, start + 3n * minute)[0]).toBe(
      'Failed 2 minutes ago: “POST /orders/{id}/submit” in shop-api ended in an error, caused by “INSERT orders” in shop-api, and nothing has come after it.',
    );
    expect(reasons({ ...sent, spans: [server] }, start + 3n * minute)).toEqual([
      'Failed 2 minutes ago: “POST /orders/{id}/submit” in shop-api ended in an error (500), and nothing has come after it.',
      'Сбой 2 минуты назад: операция «POST /orders/{id}/submit» в shop-api завершилась ошибкой (500), и после этого ничего не произошло.',
    ]);
  });

  it('of a failure counts its tries', () => {
    const failed = { situation: 'failed', code: 'failed_with_error' } as const;
    expect(texts({ ...failed, details: { ...operation, tries: 3 } })).toEqual([
      'Failed 1 hour ago: “price” in mes-api ended in an error 3 times, and nothing has come after it.',
      'Сбой 1 час назад: операция «price» в mes-api завершилась ошибкой 3 раза, и после этого ничего не произошло.',
    ]);
    for (const text of texts({ ...failed, details: { ...operation, tries: 1 } }))
      expect(text).not.toMatch(/times|раз/);
  });

  it('of a receipt that is not seen has the figures, and the instances that are never seen', () => {
    const figures = { coverage_seen: 30, coverage_total: 40 };
    const unseen = { stage: 'APPROVED', destination: 'q', receiver: 'pricing', ...figures };
    const [english, russian] = texts({ code: 'receipt_not_seen', details: unseen });
    expect(english).toContain('; of the latest 40 sent there, 10 were not seen to arrive; ');
    expect(russian).toContain(' (из отправленного туда за последнее время, всего 40, не было видно 10); ');
    for (const [count, form] of [
      [1, 'is'],
      [2, 'are'],
    ] as const) {
      const instances = { instances_known: 4, instances_never_seen: count };
      const [en, ru] = texts({ code: 'receipt_not_seen', details: { ...unseen, ...instances } });
      expect(en).toContain(`to arrive, and ${count} of its 4 instances ${form} never seen there; `);
      expect(ru).toContain(`не было видно 10; экземпляров — 4, из них ни разу не видно ${count}); `);
    }
  });

  it('names no stage where none is known', () => {
    for (const code of ['no_telemetry', 'receipt_not_seen'] as const)
      for (const text of texts({ code, details: { stage: '', application: 'mes-api' } }))
        expect(text).not.toMatch(/“”|«»/);
  });

  it('says when the last try was', () => {
    const details = { ...operation, tries: 5, last_try: '2026-11-23T07:58:31.5Z' };
    const [english, russian] = texts({ code: 'failed_with_error', details });
    expect(english).toContain('ended in an error 5 times, the last time at 2026-11-23 07:58 UTC, and');
    expect(russian).toContain('завершилась ошибкой 5 раз, последний раз — 2026-11-23 07:58 UTC, и');
  });

  it('repeats neither the stage nor the queue where the order was seen last', () => {
    const lastSign = { service: 'shop-api', operation: 'APPROVED', timeNanos: start, sentTo: 'mails' };
    const stage = { stage: 'APPROVED', allowed_ms: 60_000 };
    const [stuck] = texts({ lastSign, details: stage });
    expect(stuck).toMatch(
      /; it was last seen in shop-api, and its last message or request was sent to mails\.$/,
    );
    const unseen = { ...stage, destination: 'mails', receiver: 'mailer' };
    for (const text of texts({ code: 'receipt_not_seen', lastSign, details: unseen }))
      expect(text.match(/mails/g)).toHaveLength(1);
    const [elsewhere] = texts({ lastSign: { ...lastSign, operation: 'price' }, details: stage });
    expect(elsewhere).toContain('; it was last seen in shop-api, at “price”, and its');
  });

  it('of a failure has the message of its error, else the type of it', () => {
    const failure = { situation: 'failed', code: 'failed_with_error' } as const;
    const deadlock = { error_text: 'deadlock detected', error_type: 'PSQLException' };
    expect(texts({ ...failure, details: { ...operation, ...deadlock } })).toEqual([
      'Failed 1 hour ago: “price” in mes-api ended in an error: “deadlock detected”, and nothing has come after it.',
      'Сбой 1 час назад: операция «price» в mes-api завершилась ошибкой: «deadlock detected», и после этого ничего не произошло.',
    ]);
    const masked = { error_text: 'no account for [email]' };
    const [english, russian] = texts({ ...failure, details: { ...operation, ...masked } });
    expect(english).toContain('ended in an error: “no account for [email]”, and');
    expect(russian).toContain('завершилась ошибкой: «no account for [email]», и');
    for (const text of texts({ ...failure, details: { ...operation, error_type: 'PSQLException' } }))
      expect(text).toContain(': PSQLException, ');
    const [repeated] = texts({
      ...failure,
      details: { ...operation, error_type: 'UNAVAILABLE', status_code: 'UNAVAILABLE' },
    });
    expect(repeated).toContain('ended in an error (UNAVAILABLE), and');
  });

  it('of a dead-lettered message and of a failed sending has the message of the error', () => {
    const given = { destination: 'q', error_text: 'no such model', cause_operation: 'process q' };
    for (const text of texts({ code: 'message_dead_lettered', details: given }))
      expect(text).toMatch(/: [“«]no such model[”»]; /);
    for (const code of ['message_not_consumed', 'request_not_received'] as const)
      for (const receiver of ['mes-api', ''])
        for (const text of texts({ code, details: { ...given, failed_tries: 2, receiver } }))
          expect(text).toMatch(/(error 2 times|ошибкой 2 раза): [“«]no such model[”»]\.$/);
  });

  it('of a failure names the queue to which the message was sent on', () => {
    const failed = { situation: 'failed', code: 'failed_with_error' } as const;
    const [english, russian] = texts({ ...failed, details: { ...operation, passed_on_to: 'q-retry-0' } });
    expect(english).toContain('; the message was sent on to q-retry-0 for a retry, and nothing has come');
    expect(russian).toContain('; сообщение отправлено на повтор в q-retry-0, и после этого');
  });

  it('of a message whose sending failed counts the failed tries', () => {
    const lost = { situation: 'lost', code: 'message_not_consumed' } as const;
    const [english, russian] = texts({ ...lost, details: { destination: 'q', failed_tries: 2 } });
    expect(english).toMatch(/; sending it ended in an error 2 times\.$/);
    expect(russian).toMatch(/; отправка завершилась ошибкой 2 раза\.$/);
  });

  it('of a dead-lettered message names the queue that it lies in', () => {
    const dead = { situation: 'failed', code: 'message_dead_lettered' } as const;
    const [english, russian] = texts({ ...dead, details: { dead_letter_queue: 'orders.submitted.dead' } });
    expect(english).toContain('it stays in orders.submitted.dead');
    expect(russian).toContain('оно отложено в очередь orders.submitted.dead');
  });

  it('of silence says which service is not heard', () => {
    const silent = new Map([['mes-api', at('2026-11-20T15:00:00Z')]]);
    expect(reasons(approved, at('2026-11-25T15:00:00Z'), silent)[0]).toBe(
      'No telemetry from mes-api for 5 days: until it reports again, it is unknown whether the order has left “Paid for”.',
    );
  });

  it('is there for every code in every language, also where nothing is known beside it', () => {
    for (const code of diagnosisCodes)
      for (const language of languages) {
        const bare: Diagnosis = {
          situation: 'stuck',
          code,
          details: { stage: 'X' },
          sinceNanos: start,
          owner: '',
          evidence: [],
          next: [],
        };
        const text = reasonText(bare, { language, nowNanos: start - minute, flow });
        expect(text).toMatch(/^\p{Lu}.*\.$/u);
        expect(text).not.toMatch(/undefined|NaN|null/);
      }
  });
});

describe('a length of time', () => {
  it('is told in its largest fitting unit, with the plurals of its language', () => {
    const told = [400, 1000, 90_000, 3_600_000, 5_400_000, 86_400_000, 21 * 86_400_000, 1.5 * 86_400_000];
    expect(told.map((millis) => durationText(millis, 'en'))).toEqual([
      '1 second',
      '1 second',
      '90 seconds',
      '1 hour',
      '90 minutes',
      '1 day',
      '21 days',
      '36 hours',
    ]);
    expect(told.map((millis) => durationText(millis, 'ru'))).toEqual([
      '1 секунда',
      '1 секунда',
      '90 секунд',
      '1 час',
      '90 минут',
      '1 день',
      '21 день',
      '36 часов',
    ]);
    expect([2, 4, 5, 11, 22, 25].map((n) => durationText(n * 86_400_000, 'ru'))).toEqual([
      '2 дня',
      '4 дня',
      '5 дней',
      '11 дней',
      '22 дня',
      '25 дней',
    ]);
  });
});
