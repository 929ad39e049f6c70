import { errorTextOf, orderKnowledge, type HopSpan, type LogSign } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, minute, ref, second, transition } from './sample-flow.js';
import { consume, coverage, publish, span, stateAt } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const events = [transition('SUBMITTED', start - second)];
const failed = { status: 'error', statusCode: 'ERROR' } as const;
const from = (values: Readonly<Record<string, string>>) => (key: string) => values[key];

describe('the words of an error', () => {
  it('are the exception’s, else the other text', () => {
    expect(errorTextOf(from({ 'exception.message': 'deadlock detected' }), 'Exception')).toEqual({
      errorText: 'deadlock detected',
    });
    expect(errorTextOf(from({}), 'deadlock detected')).toEqual({ errorText: 'deadlock detected' });
    expect(errorTextOf(from({ 'exception.message': ' \n' }), 'no model')).toEqual({ errorText: 'no model' });
    expect(errorTextOf(from({}))).toEqual({});
  });

  it('are one line of at most 200 characters', () => {
    expect(errorTextOf(from({}), '\n deadlock \t detected\r\n  at Z.java:1').errorText).toBe(
      'deadlock detected',
    );
    const { errorText = '' } = errorTextOf(from({}), 'x'.repeat(201));
    expect(errorText).toBe(`${'x'.repeat(199)}…`);
    expect(errorTextOf(from({}), 'x'.repeat(200)).errorText).toHaveLength(200);
  });

  it.each([
    ['org.postgresql.util.PSQLException', 'PSQLException'],
    ['System.Net.Http.HttpRequestException', 'HttpRequestException'],
    ['ActiveRecord::Deadlocked', 'Deadlocked'],
    ['App\\Exceptions\\Declined', 'Declined'],
    ['503', undefined],
    ['_OTHER', undefined],
    ['Error', undefined],
    ['', undefined],
  ])('name the type %s as %s', (type, name) => {
    expect(errorTextOf(from({ 'exception.type': type })).errorType).toBe(name);
    expect(errorTextOf(from({ 'error.type': type })).errorType).toBe(name);
  });
});

const sent = publish('shop-api', 'orders.submitted', start);
const handler = consume([sent, 'parent'], 'mes-api', start + second, { ...failed, durationNanos: second });
const statement = (rest: Partial<HopSpan> = {}): HopSpan =>
  span('UPDATE orders', start + second, {
    ...{ kind: 'client', service: 'mes-api', traceId: handler.traceId, parentSpanId: handler.spanId },
    ...failed,
    ...rest,
  });

function details(spans: readonly HopSpan[], logs: readonly LogSign[] = []) {
  const nowNanos = start + 10n * minute;
  const knowledge = orderKnowledge({ ref, flow, events, spans, logs, coverage, nowNanos });
  return stateAt({ spans, events }, nowNanos, { knowledge }).diagnosis?.details;
}

describe('a failed order', () => {
  it('has the words of the innermost error that has any', () => {
    const outer = { ...handler, errorText: 'could not handle', errorType: 'HandlerError' };
    expect(details([sent, outer, statement({ errorText: 'deadlock detected' })])).toMatchObject({
      cause_operation: 'UPDATE orders',
      error_text: 'deadlock detected',
    });
    const silent = details([sent, outer, statement()]);
    expect(silent).toMatchObject({ cause_operation: 'UPDATE orders', error_text: 'could not handle' });
    expect(silent).toMatchObject({ error_type: 'HandlerError' });
  });

  it('has the type alone where there is no message, and neither where telemetry has none', () => {
    const typed = details([sent, handler, statement({ errorType: 'PSQLException' })]);
    expect(typed).toMatchObject({ error_type: 'PSQLException' });
    expect(typed).not.toHaveProperty('error_text');
    expect(details([sent, handler, statement()])).not.toHaveProperty('error_type');
  });

  it('has the message of the last error line of that span, whatever their sequence', () => {
    const failing = statement();
    const line = (errorText: string, timeNanos: bigint, of: HopSpan = failing): LogSign => {
      const { traceId, spanId, service } = of;
      return { traceId, spanId, service, timeNanos, orders: [], errorText };
    };
    const other = line('of another span', start + 9n * second, sent);
    const lines = [line('retry is off', start), line('deadlock detected', start + second), other];
    for (const logs of [lines, lines.toReversed()])
      expect(details([sent, handler, failing], logs)).toMatchObject({ error_text: 'deadlock detected' });
    const same = [line('a', start), line('b', start)];
    for (const logs of [same, same.toReversed()])
      expect(details([sent, handler, failing], logs)).toMatchObject({ error_text: 'b' });
  });

  it('has it where the message was dead-lettered, and where its sending failed', () => {
    const broken = { ...handler, errorText: 'no such model' };
    const buried = publish('mes-api', 'orders.submitted.dead', start + 2n * second, {
      ...{ traceId: handler.traceId, parentSpanId: handler.spanId },
    });
    expect(details([sent, broken, buried])).toMatchObject({
      dead_letter_queue: 'orders.submitted.dead',
      error_text: 'no such model',
    });
    const unsent = { ...sent, ...failed, errorText: 'broker is down' };
    expect(details([unsent])).toMatchObject({ failed_tries: 1, error_text: 'broker is down' });
  });
});
